// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "base/descriptor.h"

#include <expected>
#include <string>
#include <string_view>
#include <utility>

namespace inference::gpu {

/// A file or folder that was found: an O_PATH descriptor and where it really is, inside the root,
/// without a leading slash.
struct Place {
    base::Descriptor fd;
    std::string path;
};

/// A root folder, and looking paths up below it without ever leaving it.
class Root {
public:
    /// errno where it is not a folder that can be opened.
    static std::expected<Root, int> open(const std::string& path);

    /// On this machine, links resolved.
    const std::string& path() const noexcept { return path_; }
    /// Looks a path up, all links followed. `as_folder`: also through what stands in for a link at
    /// the end. errno where there is nothing.
    std::expected<Place, int> find(std::string_view path, bool as_folder) const;

    /// find() in its two ways, for tests: the kernel's (openat2), ENOSYS where it has it not …
    std::expected<Place, int> find_by_kernel(std::string_view path) const;
    /// … and our own, which goes step by step and also follows what stands in for a link: a small
    /// text file with a path in it, as git and archives leave where links can't be made.
    std::expected<Place, int> find_by_steps(std::string_view path, bool as_folder) const;

private:
    Root(base::Descriptor fd, std::string path) : fd_(std::move(fd)), path_(std::move(path)) {}

    base::Descriptor fd_;
    std::string path_;
};

}  // namespace inference::gpu
