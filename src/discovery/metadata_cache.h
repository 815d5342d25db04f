// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <inference/results.h>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace inference::discovery {

/// Size, time and inode of a model's files: they change when the content does.
struct Stamp {
    std::uint64_t bytes = 0;       ///< of all parts
    std::int64_t modified_ns = 0;  ///< of the part that was changed last
    std::uint64_t inode = 0;       ///< of the first part

    friend bool operator==(const Stamp&, const Stamp&) = default;
};

/// The stamp of a model's files; empty where one is missing.
std::optional<Stamp> stamp_of(const std::string& path);

/// The metadata read in earlier searches, by path and stamp. Not thread-safe.
class Cache {
public:
    /// Never fails: a file that can't be read or is damaged gives an empty cache.
    static Cache load(const std::string& file);
    static Cache parse(std::string_view bytes);

    const ModelInfo* find(const std::string& path, const Stamp& stamp) const;
    void put(const std::string& path, const Stamp& stamp, const ModelInfo& info);
    void forget(const std::string& path);
    bool changed() const noexcept { return changed_; }

    std::string bytes() const;
    /// Replaces the file atomically; false where that is not possible.
    bool save(const std::string& file) const;

private:
    struct Entry {
        Stamp stamp;
        ModelInfo info;
    };

    std::map<std::string, Entry> entries_;
    bool changed_ = false;
};

}  // namespace inference::discovery
