// SPDX-License-Identifier: EUPL-1.2
// What a server is started with: its arguments, its environment, and what its build knows.
#include "llamacpp/launch/child_environment.h"

#include "llamacpp/launch/arguments.h"
#include "llamacpp/launch/features.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <clocale>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <sstream>

namespace inference::llamacpp {
namespace {

using testing::Contains;
using testing::HasSubstr;

std::vector<std::string> environment_of(Environment host, const DeviceMask& mask = {}) {
    auto environment = build_environment(std::move(host), {}, mask, {});
    EXPECT_TRUE(environment);
    return environment ? environment->entries() : std::vector<std::string>{};
}

TEST(environment, has_exactly_one_hip_visible_devices_and_it_is_0) {
    for (const char* host_says : {"", "1", "0,1", "-1", "GPU-0123"}) {
        Environment host;
        host.set("HIP_VISIBLE_DEVICES", host_says);
        const auto entries = environment_of(host);
        EXPECT_EQ(std::ranges::count_if(entries,
                                        [](const std::string& entry) {
                                            return entry.starts_with("HIP_VISIBLE_DEVICES=");
                                        }),
                  1);
        EXPECT_THAT(entries, Contains("HIP_VISIBLE_DEVICES=0"));
    }
    EXPECT_THAT(environment_of({}), Contains("HIP_VISIBLE_DEVICES=0"));
}

TEST(environment, drops_what_would_mask_gpus_twice_or_change_the_servers_options) {
    Environment host;
    host.set("CUDA_VISIBLE_DEVICES", "1");
    host.set("GPU_DEVICE_ORDINAL", "1");
    host.set("LLAMA_ARG_CTX_SIZE", "7");
    host.set("LLAMA_ARG_HOST", "0.0.0.0");
    host.set("LLAMA_API_KEY", "secret");
    host.set("LLAMA_SERVER_ROUTER_PORT", "8080");
    host.set("LLAMA_SERVER_SLOTS_DEBUG", "1");
    host.set("AIP_MODE", "PREDICTION");
    host.set("AIP_HTTP_PORT", "8080");
    host.set("HOME", "/home/user");
    EXPECT_THAT(environment_of(host),
                testing::UnorderedElementsAre("HIP_VISIBLE_DEVICES=0", "HOME=/home/user",
                                              "GGML_NO_BACKTRACE=1"));
}

TEST(environment, a_choice_of_gpu_replaces_the_hosts_rocr_mask_and_no_choice_leaves_it) {
    Environment host;
    host.set("ROCR_VISIBLE_DEVICES", "0,1");
    EXPECT_THAT(environment_of(host), Contains("ROCR_VISIBLE_DEVICES=0,1"));
    EXPECT_THAT(environment_of(host, {"GPU-abc"}), Contains("ROCR_VISIBLE_DEVICES=GPU-abc"));
}

TEST(environment, refuses_the_callers_masks_and_options_by_name) {
    for (const char* name : {"HIP_VISIBLE_DEVICES", "ROCR_VISIBLE_DEVICES", "CUDA_VISIBLE_DEVICES",
                             "GPU_DEVICE_ORDINAL", "LLAMA_ARG_HOST", "LLAMA_API_KEY",
                             "LLAMA_SERVER_ROUTER_PORT", "AIP_MODE"}) {
        const auto refused = build_environment({}, {{name, "1"}}, {}, {});
        ASSERT_FALSE(refused) << name;
        EXPECT_EQ(refused.error().code, ErrorCode::invalid_argument);
        EXPECT_THAT(refused.error().message, HasSubstr(name));
    }
}

TEST(environment, the_callers_additions_replace_the_hosts) {
    Environment host;
    host.set("GGML_BACKEND_PATH", "/hosts.so");
    const auto theirs =
        build_environment(host, {{"GGML_BACKEND_PATH", "/callers.so"}}, {}, "/x.so");
    ASSERT_TRUE(theirs);
    EXPECT_EQ(theirs->get("GGML_BACKEND_PATH"), "/callers.so");
    const auto hosts = build_environment(host, {}, {}, "/found.so");
    ASSERT_TRUE(hosts);
    EXPECT_EQ(hosts->get("GGML_BACKEND_PATH"), "/hosts.so");
    const auto found = build_environment({}, {}, {}, "/found.so");
    ASSERT_TRUE(found);
    EXPECT_EQ(found->get("GGML_BACKEND_PATH"), "/found.so");
}

}  // namespace
}  // namespace inference::llamacpp
