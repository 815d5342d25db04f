// SPDX-License-Identifier: EUPL-1.2
#include "llamacpp/launch/child_environment.h"
#include "process/child.h"
#include "unit/gpu/trees.h"

#include <inference/environment.h>

#include <gmock/gmock.h>

#include <chrono>
#include <future>
#include <map>
#include <mutex>
#include <set>
#include <sstream>

using namespace inference;
using namespace inference::rocm;

namespace {

using Variables = std::map<std::string, std::string>;

const std::set<std::string> kMasks = {"HIP_VISIBLE_DEVICES", "ROCR_VISIBLE_DEVICES",
                                      "CUDA_VISIBLE_DEVICES", "GPU_DEVICE_ORDINAL"};

/// The variables of a real child that is started with the mask of the GPU that was chosen, on a
/// host that has every mask set the wrong way.
Variables child_of(const std::string& tree, const std::string& wanted = "",
                   const std::optional<std::string>& ambient = {}) {
    auto host = Environment::of_process();
    for (const auto* name : {"HIP_VISIBLE_DEVICES", "CUDA_VISIBLE_DEVICES", "GPU_DEVICE_ORDINAL"}) {
        host.set(name, "1");
    }
    GpuEnvironment environment;
    environment.rocr_visible_devices = ambient;
    if (ambient) host.set("ROCR_VISIBLE_DEVICES", *ambient);
    const auto choice = choose_gpu(gpu_test::read(gpu_test::tree(tree), environment), wanted);
    if (!choice) {
        ADD_FAILURE() << choice.error().message;
        return {};
    }
    const auto built = llamacpp::build_environment(
        host, {}, {.rocr_visible_devices = choice->set.at(0).second}, "");
    if (!built) {
        ADD_FAILURE() << built.error().message;
        return {};
    }
    // Its first line says that it runs: right after exec() its environ still reads empty.
    std::promise<void> runs;
    std::once_flag told;
    process::Observer observer;
    observer.on_log = [&](std::string_view) { std::call_once(told, [&] { runs.set_value(); }); };
    auto child = process::Child::spawn({"/usr/bin/tail", {"-f", "/proc/version"}, built->entries()},
                                       observer);
    if (!child) {
        ADD_FAILURE() << child.error().message;
        return {};
    }
    EXPECT_EQ(runs.get_future().wait_for(std::chrono::seconds(30)), std::future_status::ready);
    const auto text = gpu_test::text_of("/proc/" + std::to_string((*child)->pid()) + "/environ");
    Variables variables;
    std::istringstream entries(text);
    for (std::string entry; std::getline(entries, entry, '\0');) {
        const auto equals = entry.find('=');
        // Other makers' masks (NVIDIA_VISIBLE_DEVICES, …) are the host's own business.
        if (equals == std::string::npos || !kMasks.contains(entry.substr(0, equals))) continue;
        EXPECT_TRUE(variables.emplace(entry.substr(0, equals), entry.substr(equals + 1)).second)
            << entry << " is there twice";
    }
    return variables;
}

Variables mask(const std::string& rocr) {
    return {{"HIP_VISIBLE_DEVICES", "0"}, {"ROCR_VISIBLE_DEVICES", rocr}};
}

}  // namespace

TEST(child_environment, on_the_reference_machine_shows_the_card_alone) {
    EXPECT_EQ(child_of("rx7800xt-raphael-igpu"), mask("GPU-4ad1ed0ac407c708"));
}

TEST(child_environment, of_the_integrated_gpu_alone_has_its_index) {
    EXPECT_EQ(child_of("strix-halo-apu-only"), mask("0"));
    EXPECT_EQ(child_of("rx7800xt-raphael-igpu", "1"), mask("1"));
}

TEST(child_environment, of_the_second_of_two_cards_has_its_uuid) {
    EXPECT_EQ(child_of("kfd-without-permission", "0000:09:00.0"), mask("GPU-398a3f843a146602"));
    EXPECT_EQ(child_of("kfd-without-permission", "0"), mask("GPU-7cf529dea4b33bad"));
}

TEST(child_environment, under_an_ambient_mask_replaces_it) {
    EXPECT_EQ(child_of("kfd-without-permission", "", "0"), mask("GPU-7cf529dea4b33bad"));
    EXPECT_EQ(child_of("rx7800xt-raphael-igpu", "", "1"), mask("1"));
    EXPECT_EQ(child_of("rx7800xt-raphael-igpu", "", "1,0"), mask("GPU-4ad1ed0ac407c708"));
}
