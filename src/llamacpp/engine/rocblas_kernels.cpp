// SPDX-License-Identifier: EUPL-1.2
#include "llamacpp/engine/rocblas_kernels.h"

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <set>
#include <string_view>
#include <system_error>

namespace inference::llamacpp {
namespace {

namespace fs = std::filesystem;

/// "TensileLibrary_lazy_gfx90a.dat" → "gfx90a"; of "…_gfx90a-xnack+.co" the same.
std::string_view target_in(std::string_view name) {
    const auto at = name.rfind("gfx");
    if (at == std::string_view::npos) return {};
    const auto end = name.find_first_not_of("0123456789abcdef", at + 3);
    return name.substr(at, end == std::string_view::npos ? end : end - at);
}

bool is_index(std::string_view name) {
    return (name.starts_with("TensileLibrary_lazy_gfx") ||
            name.starts_with("TensileLibrary_gfx")) &&
           (name.ends_with(".dat") || name.ends_with(".yaml"));
}

bool is_code(std::string_view name) {
    return name.ends_with(".co") || name.ends_with(".hsaco");
}

std::vector<fs::path> kernel_folders(const fs::path& rocblas) {
    std::vector<fs::path> folders;
    std::error_code error;
    if (fs::is_directory(rocblas / "library", error)) folders.push_back(rocblas / "library");
    for (const auto& entry : fs::directory_iterator(rocblas, error)) {
        if (fs::is_directory(entry.path() / "library", error)) {
            folders.push_back(entry.path() / "library");
        }
    }
    return folders;
}

}  // namespace

std::optional<std::vector<std::string>> rocblas_targets(const std::string& library) {
    std::error_code error;
    const auto real = fs::canonical(library, error);
    if (error) return std::nullopt;
    const auto folders = kernel_folders(real.parent_path() / "rocblas");
    if (folders.empty()) return std::nullopt;
    std::set<std::string, std::less<>> indexed;
    std::set<std::string, std::less<>> with_code;
    for (const auto& folder : folders) {
        for (const auto& entry : fs::directory_iterator(folder, error)) {
            const auto name = entry.path().filename().string();
            if (is_index(name)) indexed.emplace(target_in(name));
            if (is_code(name)) with_code.emplace(target_in(name));
        }
    }
    std::vector<std::string> targets;
    std::ranges::set_intersection(indexed, with_code, std::back_inserter(targets));
    return targets;
}

}  // namespace inference::llamacpp
