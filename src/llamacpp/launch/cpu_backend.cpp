// SPDX-License-Identifier: EUPL-1.2
#include "llamacpp/launch/cpu_backend.h"

#include <climits>

#include <array>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string_view>
#include <system_error>
#include <unistd.h>

namespace inference::llamacpp {
namespace {

struct Variant {
    std::string_view name;
    bool runs;
};

// Best first. What each one needs: ggml's CMakeLists (ggml_add_cpu_backend_variant).
std::array<Variant, 9> variants() {
    __builtin_cpu_init();
    const bool avx = __builtin_cpu_supports("avx");
    const bool haswell = avx && __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") &&
                         __builtin_cpu_supports("bmi2") && __builtin_cpu_supports("f16c");
    const bool skylakex = haswell && __builtin_cpu_supports("avx512f") &&
                          __builtin_cpu_supports("avx512cd") &&
                          __builtin_cpu_supports("avx512vl") &&
                          __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw");
    const bool icelake =
        skylakex && __builtin_cpu_supports("avx512vbmi") && __builtin_cpu_supports("avx512vnni");
    const bool zen4 = icelake && __builtin_cpu_supports("avx512bf16");
    const bool sse42 = __builtin_cpu_supports("sse4.2") != 0;
    const bool f16c = avx && __builtin_cpu_supports("f16c");
    return {{{"zen4", zen4},
             {"icelake", icelake},
             {"cannonlake", skylakex && __builtin_cpu_supports("avx512vbmi")},
             {"skylakex", skylakex},
             {"haswell", haswell},
             {"ivybridge", f16c},
             {"sandybridge", avx},
             {"sse42", sse42},
             {"x64", true}}};
}

bool has_backend(const std::string& folder) {
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
        if (entry.path().filename().string().starts_with("libggml-cpu-")) return true;
    }
    return false;
}

}  // namespace

std::string cpu_backend_beside(const std::string& server_path) {
    const std::unique_ptr<char, decltype(&std::free)> real(::realpath(server_path.c_str(), nullptr),
                                                           &std::free);
    if (!real) return {};
    const std::string_view path(real.get());
    constexpr std::string_view kTail = "/usr/bin/llama-server";
    if (!path.ends_with(kTail) || path.size() == kTail.size()) return {};
    // Links beside the executable are found by ggml itself; a second one would register the CPU
    // twice.
    if (has_backend(std::string(path.substr(0, path.rfind('/'))))) return {};
    const std::string folder = std::string(path.substr(0, path.size() - kTail.size())) +
                               "/usr/lib/x86_64-linux-gnu/ggml/backends0/";
    for (const Variant& variant : variants()) {
        if (!variant.runs) continue;
        std::string library = folder + "libggml-cpu-" + std::string(variant.name) + ".so";
        if (::access(library.c_str(), R_OK) == 0) return library;
    }
    return {};
}

}  // namespace inference::llamacpp
