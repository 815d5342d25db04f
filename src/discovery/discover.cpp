// SPDX-License-Identifier: EUPL-1.2
#include "discovery/parallel.h"
#include "gguf/split.h"

#include <inference/rocm/discovery.h>
#include <inference/rocm/gguf.h>

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <optional>
#include <set>
#include <system_error>

namespace inference::rocm {

namespace {

namespace fs = std::filesystem;

/// One path for each model: a split one is named by its first part, whichever was seen.
void add_candidate(const fs::path& path, std::set<std::string>& candidates) {
    std::string name = path.string();
    if (!name.ends_with(".gguf")) return;
    if (const auto split = gguf::split_name(name)) name = split->path_of(1);
    candidates.insert(std::move(name));
}

}  // namespace

Result<Discovery> discover_models(const std::string& folder, DiscoveryOptions) {
    std::error_code error;
    fs::directory_iterator entries(folder, error);
    if (error) {
        const bool missing = error == std::errc::no_such_file_or_directory;
        return fail(missing ? ErrorCode::not_found : ErrorCode::io,
                    fmt::format("discovery: {} can't be listed: {}", folder, error.message()));
    }
    std::set<std::string> candidates;
    for (; entries != fs::directory_iterator(); entries.increment(error)) {
        if (error) break;
        if (!entries->is_directory(error)) add_candidate(entries->path(), candidates);
    }
    const std::vector<std::string> paths(candidates.begin(), candidates.end());
    std::vector<std::optional<Result<GgufModel>>> read(paths.size());
    discovery::for_each_in_parallel(paths.size(),
                                    [&](std::size_t i) { read[i] = read_gguf(paths[i]); });
    Discovery found;
    for (std::size_t i = 0; i < paths.size(); ++i) {
        if (read[i]->has_value())
            found.models.push_back(std::move((*read[i])->info));
        else
            found.unreadable.push_back({paths[i], std::move(read[i]->error())});
    }
    return found;
}

}  // namespace inference::rocm
