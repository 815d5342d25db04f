// SPDX-License-Identifier: EUPL-1.2
#include "backend/backends.h"
#include "support/gpu_tree.h"
#include "support/processes.h"
#include "support/real_engine.h"
#include "support/scoped_variable.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace inference::backend {
namespace {

using ::testing::HasSubstr;

std::string tree(const std::string& name) {
    return ROCINFER_SOURCE_DIR "/tests/data/sysfs/" + name;
}

LoadOptions on(const std::string& device) {
    LoadOptions options = support::on_the_cpu();
    options.backend.clear();
    options.device = device;
    return options;
}

const std::set<std::string> kMasks = {"HIP_VISIBLE_DEVICES", "ROCR_VISIBLE_DEVICES",
                                      "CUDA_VISIBLE_DEVICES", "GPU_DEVICE_ORDINAL"};

/// The GPU masks that the server of a load on this machine's tree really has.
std::multimap<std::string, std::string> masks(const std::string& sysroot,
                                              const std::string& device = {}) {
    RocmBackend backend(sysroot);
    auto model = backend.load_model(support::bundled_model(), on(device));
    if (!model) {
        ADD_FAILURE() << model.error().message << "\n" << model.error().detail;
        return {};
    }
    const auto children = test_support::children_of(::getpid());
    if (children.size() != 1) {
        ADD_FAILURE() << children.size() << " children";
        return {};
    }
    std::multimap<std::string, std::string> found;
    for (const std::string& entry : test_support::texts_of(children.front(), "environ")) {
        const std::string name = entry.substr(0, entry.find('='));
        // Other makers' masks (NVIDIA_VISIBLE_DEVICES, …) are the host's own business.
        if (kMasks.contains(name)) found.emplace(name, entry.substr(name.size() + 1));
    }
    return found;
}

using Masks = std::multimap<std::string, std::string>;

TEST(masks, the_reference_machine_is_pinned_to_its_card_by_uuid) {
    REQUIRE_ENGINE();
    EXPECT_EQ(
        masks(tree("rx7800xt-raphael-igpu")),
        (Masks{{"HIP_VISIBLE_DEVICES", "0"}, {"ROCR_VISIBLE_DEVICES", "GPU-4ad1ed0ac407c708"}}));
}

TEST(masks, an_integrated_gpu_alone_is_pinned_by_its_index) {
    REQUIRE_ENGINE();
    EXPECT_EQ(masks(tree("strix-halo-apu-only")),
              (Masks{{"HIP_VISIBLE_DEVICES", "0"}, {"ROCR_VISIBLE_DEVICES", "0"}}));
}

TEST(masks, the_hosts_own_masks_never_reach_the_server) {
    REQUIRE_ENGINE();
    const test_support::ScopedVariable hip("HIP_VISIBLE_DEVICES", "1");
    const test_support::ScopedVariable cuda("CUDA_VISIBLE_DEVICES", "1");
    const test_support::ScopedVariable ordinal("GPU_DEVICE_ORDINAL", "1");
    EXPECT_EQ(
        masks(tree("rx7800xt-raphael-igpu")),
        (Masks{{"HIP_VISIBLE_DEVICES", "0"}, {"ROCR_VISIBLE_DEVICES", "GPU-4ad1ed0ac407c708"}}));
}

TEST(masks, an_ambient_mask_that_leaves_only_the_integrated_gpu_is_obeyed) {
    REQUIRE_ENGINE();
    const test_support::ScopedVariable rocr("ROCR_VISIBLE_DEVICES", "1");
    EXPECT_EQ(masks(tree("rx7800xt-raphael-igpu")),
              (Masks{{"HIP_VISIBLE_DEVICES", "0"}, {"ROCR_VISIBLE_DEVICES", "1"}}));
}

TEST(masks, an_ambient_mask_that_hides_every_gpu_makes_the_backend_unavailable) {
    const test_support::ScopedVariable rocr("ROCR_VISIBLE_DEVICES", "");
    const RocmBackend backend(tree("rx7800xt-raphael-igpu"));
    auto refused = backend.available();
    ASSERT_FALSE(refused);
    EXPECT_THAT(refused.error().message, HasSubstr("ROCR_VISIBLE_DEVICES"));
}

TEST(masks, a_gpu_can_be_named_by_address) {
    REQUIRE_ENGINE();
    EXPECT_EQ(masks(tree("rx7800xt-raphael-igpu"), "0000:10:00.0"),
              (Masks{{"HIP_VISIBLE_DEVICES", "0"}, {"ROCR_VISIBLE_DEVICES", "1"}}));
}

TEST(masks, a_machine_without_an_amd_gpu_says_so) {
    const RocmBackend backend(tree("no-amdgpu"));
    auto refused = backend.available();
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::not_found);
    EXPECT_THAT(refused.error().message, HasSubstr("no AMD GPU"));
}

TEST(masks, a_load_that_ended_on_the_cpu_is_a_warning_and_with_require_gpu_an_error) {
    REQUIRE_ENGINE();
    RocmBackend backend(tree("rx7800xt-raphael-igpu"));
    auto model = backend.load_model(support::bundled_model(), on({}));
    ASSERT_TRUE(model) << model.error().message;
    const ModelInfo info = (*model)->info();
    EXPECT_EQ(info.backend, "llama_cpp") << "rocm is claimed only for the card";
    EXPECT_EQ(info.device, "CPU");
    ASSERT_FALSE(info.warnings.empty());
    EXPECT_THAT(info.warnings.front(), HasSubstr("CPU"));

    LoadOptions strict = on({});
    strict.require_gpu = true;
    auto refused = backend.load_model(support::bundled_model(), strict);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::unavailable);
    EXPECT_THAT(refused.error().message, HasSubstr("require_gpu"));
}

TEST(masks, the_masks_can_not_be_set_by_hand) {
    REQUIRE_ENGINE();
    for (const char* name : {"HIP_VISIBLE_DEVICES", "ROCR_VISIBLE_DEVICES", "CUDA_VISIBLE_DEVICES",
                             "GPU_DEVICE_ORDINAL"}) {
        LoadOptions options = support::on_the_cpu();
        options.environment = {{name, "1"}};
        auto refused = load_model(support::bundled_model(), options);
        ASSERT_FALSE(refused) << name;
        EXPECT_EQ(refused.error().code, ErrorCode::invalid_argument);
        EXPECT_THAT(refused.error().message, HasSubstr(name));
    }
}

}  // namespace
}  // namespace inference::backend
