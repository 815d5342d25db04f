// SPDX-License-Identifier: EUPL-1.2
#include "llamacpp/launch/server_build.h"

#include "llamacpp/launch/elf_needs.h"
#include "llamacpp/launch/gfx_targets.h"
#include "unit/gpu/trees.h"

#include <gmock/gmock.h>

using namespace inference::llamacpp;
using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;

TEST(gfx_targets, are_found_in_offload_bundles) {
    const std::string file = std::string("x\0hipv4-amdgcn-amd-amdhsa--gfx1101\0", 35) +
                             std::string("\1amdgcn-amd-amdhsa--gfx90a:xnack-\0", 34) +
                             "hipv4-amdgcn-amd-amdhsa--gfx1101" + std::string(1, '\0') +
                             "amdgcn-amd-amdhsa--gfx11-generic";
    EXPECT_THAT(gfx_targets_in(file), ElementsAre("gfx11-generic", "gfx1101", "gfx90a:xnack-"));
    EXPECT_THAT(gfx_targets_in("amdgcn-amd-amdhsa--gfx"), IsEmpty());
    EXPECT_THAT(gfx_targets_in(""), IsEmpty());
}

TEST(elf_file, of_this_test_needs_the_c_library) {
    const auto needs = elf_needs(gpu_test::text_of("/proc/self/exe"));
    EXPECT_THAT(needs.libraries, Contains("libc.so.6"));
    EXPECT_THAT(elf_needs("").libraries, IsEmpty());
    EXPECT_THAT(elf_needs("\x7f"
                          "ELF")
                    .libraries,
                IsEmpty());
}

TEST(server_build, of_this_test_misses_nothing_and_has_no_hip) {
    const auto build = inspect_build("/proc/self/exe");
    EXPECT_THAT(build.missing_libraries, IsEmpty());
    EXPECT_FALSE(build.has_hip());
    EXPECT_THAT(inspect_build("/nonexistent/llama-server").missing_libraries, IsEmpty());
}
