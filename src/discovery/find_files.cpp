// SPDX-License-Identifier: EUPL-1.2
#include "base/errno_text.h"
#include "base/split_file_name.h"
#include "discovery/candidate.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <optional>
#include <set>
#include <sys/stat.h>
#include <system_error>
#include <utility>

namespace inference::discovery {

namespace {

namespace fs = std::filesystem;

constexpr int kDeepest = 32;

/// Identifies a file or folder, whichever link leads to it.
using Identity = std::pair<std::uint64_t, std::uint64_t>;

std::optional<Identity> identity_of(const fs::path& path) {
    struct stat status{};
    if (::stat(path.c_str(), &status) != 0) return std::nullopt;
    return Identity{static_cast<std::uint64_t>(status.st_dev),
                    static_cast<std::uint64_t>(status.st_ino)};
}

std::unexpected<Error> cannot_list(const fs::path& folder, const std::error_code& error) {
    const bool missing = error == std::errc::no_such_file_or_directory;
    return fail(
        missing ? ErrorCode::not_found : ErrorCode::io,
        fmt::format("discovery: {} can't be listed: {}", folder.string(), base::errno_text(error)));
}

class Walk {
public:
    explicit Walk(bool recursive) : recursive_(recursive) {}

    Result<void> enter(const fs::path& folder, int depth) {
        const auto identity = identity_of(folder);
        if (identity && !folders_.insert(*identity).second) return {};
        std::error_code error;
        fs::directory_iterator entries(folder, error);
        if (error) return cannot_list(folder, error);
        std::vector<fs::path> inner;
        while (entries != fs::directory_iterator()) {
            std::error_code ignored;
            if (entries->is_directory(ignored))
                inner.push_back(entries->path());
            else
                add(entries->path());
            entries.increment(error);
            if (error) return cannot_list(folder, error);
        }
        if (!recursive_ || depth >= kDeepest) return {};
        // Sorted, so that of several links to one file the same one is listed each time.
        std::sort(inner.begin(), inner.end());
        for (const fs::path& path : inner)
            if (auto entered = enter(path, depth + 1); !entered)
                found_.unreadable.push_back({path.string(), std::move(entered.error())});
        return {};
    }

    Candidates take() {
        std::sort(paths_.begin(), paths_.end());
        paths_.erase(std::unique(paths_.begin(), paths_.end()), paths_.end());
        std::set<Identity> files;
        for (std::string& path : paths_) {
            const auto identity = identity_of(path);
            if (recursive_ && identity && !files.insert(*identity).second) continue;
            found_.files.push_back({std::move(path), {}});
        }
        return std::move(found_);
    }

private:
    void add(const fs::path& path) {
        std::string name = path.string();
        if (!name.ends_with(".gguf")) return;
        if (const auto split = base::split_file_name(name)) name = split->path_of(1);
        paths_.push_back(std::move(name));
    }

    bool recursive_;
    std::set<Identity> folders_;
    std::vector<std::string> paths_;
    Candidates found_;
};

}  // namespace

Result<Candidates> find_files(const std::string& folder, bool recursive) {
    Walk walk(recursive);
    if (auto entered = walk.enter(folder, 0); !entered)
        return std::unexpected(std::move(entered.error()));
    return walk.take();
}

}  // namespace inference::discovery
