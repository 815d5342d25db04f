// SPDX-License-Identifier: EUPL-1.2
// The real ROCm engine of Debian's packages.
#include "llamacpp/engine/server_build.h"
#include "unit/gpu/trees.h"

#include <gmock/gmock.h>

#include <filesystem>
#include <string>
#include <vector>

using namespace inference;
using testing::ElementsAreArray;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Optional;

namespace {

const std::string kServer = ROCINFER_BINARY_DIR "/rocm-engine/bin/llama-server";
const std::vector<std::string> kHas{"gfx1010", "gfx1030", "gfx1100", "gfx1101", "gfx1102",
                                    "gfx803",  "gfx900",  "gfx906",  "gfx908",  "gfx90a"};
const std::vector<std::string> kLacks{"gfx1031", "gfx1032", "gfx1036", "gfx1103", "gfx1150",
                                      "gfx1151", "gfx1200", "gfx1201", "gfx942"};

class rocm_engine : public testing::Test {
protected:
    void SetUp() override {
        if (!std::filesystem::exists(kServer)) GTEST_SKIP() << "scripts/test-packages unpacks it";
    }
    static rocm::GpuVerdict verdict(const std::string& gfx) {
        const auto build = llamacpp::inspect_build(kServer);
        auto inventory = gpu_test::read(gpu_test::tree("rx7900xtx-single"));
        inventory.gpus.at(0).gfx = gfx;
        return rocm::assess_gpus_for(inventory,
                                     {false, build.gfx_targets,
                                      build.rocblas_targets.value_or(std::vector<std::string>{})})
            .front();
    }
};

}  // namespace

TEST_F(rocm_engine, has_code_and_kernels_for_ten_targets_and_misses_nothing) {
    const auto build = llamacpp::inspect_build(kServer);
    EXPECT_THAT(build.hip_library, HasSubstr("libggml-hip"));
    EXPECT_THAT(build.gfx_targets, ElementsAreArray(kHas));
    EXPECT_THAT(build.rocblas_targets, Optional(ElementsAreArray(kHas)));
    EXPECT_THAT(build.missing_libraries, IsEmpty());
    EXPECT_TRUE(build.has("hip"));
}

TEST_F(rocm_engine, is_judged_right_for_each_target) {
    for (const auto& gfx : kHas)
        EXPECT_TRUE(verdict(gfx).usable) << gfx << ": " << verdict(gfx).reason;
    for (const auto& gfx : kLacks) {
        EXPECT_FALSE(verdict(gfx).usable) << gfx;
        EXPECT_THAT(verdict(gfx).reason, HasSubstr(gfx));
        EXPECT_THAT(verdict(gfx).reason, HasSubstr("install vulkan"));
    }
}

TEST_F(rocm_engine, whose_kernels_were_pruned_is_told_before_the_launch) {
    const auto rocblas =
        std::filesystem::path(kServer).parent_path() / "../usr/lib/x86_64-linux-gnu/rocblas";
    const auto library = std::filesystem::directory_iterator(rocblas)->path() / "library";
    const auto index = library / "TensileLibrary_lazy_gfx1102.dat";
    const auto aside = library / "TensileLibrary_lazy_gfx1102.dat.aside";
    std::filesystem::rename(index, aside);
    const auto pruned = verdict("gfx1102");
    std::filesystem::rename(aside, index);
    EXPECT_FALSE(pruned.usable);
    EXPECT_THAT(pruned.reason, HasSubstr("rocBLAS"));
    EXPECT_TRUE(verdict("gfx1102").usable);
}
