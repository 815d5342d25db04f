// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "gpu/faults.h"
#include "gpu/resolve.h"

#include <inference/error.h>
#include <inference/rocm/gpus.h>

#include <cstddef>
#include <expected>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace inference::gpu {

/// A value or errno.
template <class T>
using OrErrno = std::expected<T, int>;

/// More than any file of sysfs has; what is longer is cut here.
constexpr std::size_t kMostBytes = 64 * 1024;

/// A folder of the tree that was looked up once: its files cost one open() without a path walk.
class Folder {
public:
    Folder(Place place, std::shared_ptr<const Faults> faults)
        : place_(std::move(place)), faults_(std::move(faults)) {}

    /// Inside the tree, links resolved, without a leading slash.
    const std::string& path() const noexcept { return place_.path; }
    /// The file's bytes. `name` has no slash; a link is not followed (ELOOP), a device not read.
    OrErrno<std::string> read(std::string_view name) const;
    /// The names in it, sorted.
    OrErrno<std::vector<std::string>> list() const;
    /// What a link in it says, not followed.
    OrErrno<std::string> link(std::string_view name) const;
    int fd() const noexcept { return place_.fd.get(); }

private:
    Place place_;
    std::shared_ptr<const Faults> faults_;
};

/// The files of a machine, seen through a root folder that nothing leads out of: `..` stops at it
/// and absolute links begin at it. Immutable, so thread-safe.
class FileTree {
public:
    /// "DIR" or "DIR#SCENARIO".
    static Result<FileTree> open(const std::string& sysroot);

    /// Whether it is this machine itself, not a captured tree.
    bool is_live() const noexcept { return root_.path() == "/"; }
    OrErrno<Folder> folder(std::string_view path) const;
    /// A folder in a folder: one step, so one system call where `name` is no link.
    OrErrno<Folder> folder_in(const Folder& parent, std::string_view name) const;
    OrErrno<std::string> read(std::string_view path) const;
    OrErrno<std::vector<std::string>> list(std::string_view path) const;
    /// Where a folder really is, inside the tree, without a leading slash.
    OrErrno<std::string> real_path(std::string_view path) const;
    /// Whether a device file could be opened to read and write. `open_it`: really opens it where
    /// the tree is this machine; else only its permissions are asked (which wakes no card).
    rocm::DeviceAccess device_access(std::string_view path, bool open_it) const;

private:
    FileTree(Root root, std::shared_ptr<const Faults> faults)
        : root_(std::move(root)), faults_(std::move(faults)) {}

    Root root_;
    std::shared_ptr<const Faults> faults_;
};

}  // namespace inference::gpu
