// SPDX-License-Identifier: EUPL-1.2
#include "base/descriptor.h"
#include "base/lines.h"
#include "gpu/file_tree.h"
#include "gpu/text.h"

#include <array>
#include <cerrno>
#include <cstdint>
#include <fcntl.h>
#include <optional>
#include <sys/stat.h>
#include <unistd.h>

namespace inference::gpu {
namespace {

/// etc/group: name:password:gid:members
std::string group_name(const FileTree& tree, std::uint32_t id) {
    const auto groups = tree.read("etc/group");
    if (!groups) return {};
    for (std::string_view line : base::Lines(*groups)) {
        const auto name = line.substr(0, line.find(':'));
        if (name.size() == line.size()) continue;
        line.remove_prefix(name.size() + 1);
        line.remove_prefix(std::min(line.size(), line.find(':') + 1));
        if (parse_u64(line.substr(0, line.find(':'))) == id) return std::string(name);
    }
    return {};
}

int errno_of(int result) {
    return result < 0 ? errno : 0;
}

/// Opens what an O_PATH descriptor stands for: no second path walk, so no race.
int try_open(const base::Descriptor& fd, int flags) {
    const auto path = "/proc/self/fd/" + std::to_string(fd.get());
    const base::Descriptor opened(::open(path.c_str(), flags | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
    return errno_of(opened.get());
}

int may_use(const base::Descriptor& fd, int mode) {
    const auto path = "/proc/self/fd/" + std::to_string(fd.get());
    return errno_of(::faccessat(AT_FDCWD, path.c_str(), mode, AT_EACCESS));
}

}  // namespace

rocm::DeviceAccess FileTree::device_access(std::string_view path, bool open_it) const {
    rocm::DeviceAccess access;
    const auto place = root_.find(path, false);
    const Fault* fault = nullptr;
    if (const auto found = faults_->find(place ? place->path : std::string(path));
        found != faults_->end()) {
        fault = &found->second;
    }
    if (fault && fault->group_id) {
        access.group_id = fault->group_id;
        access.group = group_name(*this, *fault->group_id);
    }
    if (fault && fault->open_error != 0) {
        access.error = fault->open_error;
        return access;
    }
    if (!place) {
        access.error = place.error();
        return access;
    }
    struct stat info{};
    if (::fstat(place->fd.get(), &info) != 0) {
        access.error = errno;
    } else if (S_ISCHR(info.st_mode)) {
        access.group_id = info.st_gid;
        access.group = group_name(*this, info.st_gid);
        access.error =
            is_live() && open_it ? try_open(place->fd, O_RDWR) : may_use(place->fd, R_OK | W_OK);
    } else if (S_ISREG(info.st_mode) && !is_live()) {
        // A captured tree has an empty file in the device's place, perhaps without write
        // permission.
        access.error = may_use(place->fd, R_OK);
    } else {
        access.error = ENODEV;
    }
    return access;
}

}  // namespace inference::gpu
