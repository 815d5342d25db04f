// SPDX-License-Identifier: EUPL-1.2
#include "llamacpp/engine/rocblas_kernels.h"

#include "support/temporary_folder.h"

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <initializer_list>
#include <string>

using namespace inference::llamacpp;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Optional;

namespace {

void touch(const std::filesystem::path& folder, std::initializer_list<const char*> names) {
    std::filesystem::create_directories(folder);
    for (const auto* name : names)
        std::ofstream(folder / name) << "x";
}

}  // namespace

TEST(rocblas_kernels, are_those_of_targets_with_an_index_and_code) {
    const test_support::TemporaryFolder folder;
    const std::filesystem::path lib = folder.path();
    touch(lib, {"librocblas.so.4.4"});
    std::filesystem::create_symlink("librocblas.so.4.4", lib / "librocblas.so.4");
    const auto library = (lib / "librocblas.so.4").string();
    EXPECT_EQ(rocblas_targets(library), std::nullopt) << "no folder, so nothing is known";

    touch(lib / "rocblas/4.4.1/library",
          {"TensileLibrary_lazy_gfx1101.dat", "Kernels.so-000-gfx1101.hsaco",
           "TensileLibrary_lazy_gfx90a.dat", "TensileLibrary_Type_SS_Contraction_gfx90a-xnack+.co",
           "TensileLibrary_lazy_gfx1030.dat", "TensileLibrary_Type_SS_Contraction_gfx1100.dat",
           "TensileLibrary_Type_SS_Contraction_fallback_gfx1100.hsaco"});
    EXPECT_THAT(rocblas_targets(library), Optional(ElementsAre("gfx1101", "gfx90a")));
}

TEST(rocblas_kernels, of_older_and_other_layouts_are_found) {
    const test_support::TemporaryFolder folder;
    const std::filesystem::path lib = folder.path();
    touch(lib, {"librocblas.so.3"});
    touch(lib / "rocblas/library", {"TensileLibrary_gfx1030.yaml", "TensileLibrary_gfx1030.co"});
    EXPECT_THAT(rocblas_targets((lib / "librocblas.so.3").string()),
                Optional(ElementsAre("gfx1030")));
}

TEST(rocblas_kernels, that_were_all_removed_are_known_to_be_none) {
    const test_support::TemporaryFolder folder;
    const std::filesystem::path lib = folder.path();
    touch(lib, {"librocblas.so.4"});
    touch(lib / "rocblas/4.4.1/library", {});
    EXPECT_THAT(rocblas_targets((lib / "librocblas.so.4").string()), Optional(IsEmpty()));
    EXPECT_EQ(rocblas_targets((lib / "no_such_file").string()), std::nullopt);
}
