// SPDX-License-Identifier: EUPL-1.2
#include "llamacpp/engine/server_build.h"

#include "llamacpp/engine/elf_needs.h"
#include "llamacpp/launch/cpu_backend.h"
#include "support/temporary_folder.h"
#include "unit/gpu/trees.h"

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <string>

using namespace inference::llamacpp;
using testing::Contains;
using testing::IsEmpty;

TEST(elf_file, of_this_test_needs_the_c_library) {
    const auto needs = elf_needs(gpu_test::text_of("/proc/self/exe"));
    EXPECT_THAT(needs.libraries, Contains("libc.so.6"));
    EXPECT_THAT(elf_needs("").libraries, IsEmpty());
    EXPECT_THAT(elf_needs("\x7f"
                          "ELF")
                    .libraries,
                IsEmpty());
}

TEST(elf_file, of_this_test_has_sections_by_name) {
    const auto file = gpu_test::text_of("/proc/self/exe");
    EXPECT_THAT(elf_section(file, ".interp"), testing::HasSubstr("ld-linux"));
    EXPECT_THAT(elf_section(file, ".hip_fatbin"), IsEmpty());
    EXPECT_THAT(elf_section("", ".interp"), IsEmpty());
}

TEST(server_build, of_this_test_misses_nothing_and_has_no_hip) {
    const auto build = inspect_build("/proc/self/exe");
    EXPECT_THAT(build.missing_libraries, IsEmpty());
    EXPECT_FALSE(build.has_hip());
    EXPECT_THAT(inspect_build("/nonexistent/llama-server").missing_libraries, IsEmpty());
}

TEST(server_build, has_the_backends_beside_the_executable_and_not_those_elsewhere) {
    const test_support::TemporaryFolder folder;
    const std::filesystem::path root = folder.path();
    namespace fs = std::filesystem;
    fs::create_directories(root / "usr/bin");
    fs::create_directories(root / "usr/lib/ggml");
    fs::copy_file("/bin/true", root / "usr/bin/llama-server");
    for (const auto* name : {"libggml-cpu-x64.so", "libggml-cpu-zen4.so", "libggml-hip.so"}) {
        fs::copy_file("/bin/true", root / "usr/lib/ggml" / name);
    }
    const auto server = (root / "usr/bin/llama-server").string();
    const auto before =
        inspect_build(server, {}, (root / "usr/lib/ggml/libggml-cpu-x64.so").string());
    EXPECT_TRUE(before.has("cpu-x64"));
    EXPECT_FALSE(before.has("hip"))
        << "GGML_BACKEND_PATH names one file and ggml looks nowhere else";
    EXPECT_THAT(before.not_looked_at, testing::ElementsAre(testing::EndsWith("libggml-hip.so")));

    fs::create_symlink("../lib/ggml/libggml-hip.so", root / "usr/bin/libggml-hip.so");
    const auto after = inspect_build(server);
    EXPECT_TRUE(after.has("hip"));
    EXPECT_THAT(after.backends, Contains("hip"));
}

TEST(cpu_backend, is_named_only_where_none_lies_beside_the_executable) {
    const test_support::TemporaryFolder folder;
    const std::filesystem::path root = folder.path();
    namespace fs = std::filesystem;
    const auto backends = root / "usr/lib/x86_64-linux-gnu/ggml/backends0";
    fs::create_directories(root / "usr/bin");
    fs::create_directories(backends);
    std::ofstream(root / "usr/bin/llama-server") << "x";
    std::ofstream(backends / "libggml-cpu-x64.so") << "x";
    const auto server = (root / "usr/bin/llama-server").string();
    EXPECT_EQ(cpu_backend_beside(server), (backends / "libggml-cpu-x64.so").string());
    fs::create_symlink(backends / "libggml-cpu-x64.so", root / "usr/bin/libggml-cpu-x64.so");
    EXPECT_EQ(cpu_backend_beside(server), "") << "the CPU would be registered twice";
}
