// SPDX-License-Identifier: EUPL-1.2
#include "gpu/resolve.h"

#include "base/descriptor.h"

#include <climits>

#include <array>
#include <cerrno>
#include <cstddef>
#include <fcntl.h>
#include <linux/openat2.h>
#include <optional>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <vector>

namespace inference::gpu {
namespace {

constexpr int kMostLinks = 40;  // the kernel's own limit
constexpr std::size_t kMostDepth = 256;

std::expected<std::string, int> read_link(int folder, const char* name) {
    std::array<char, PATH_MAX> target{};
    const auto size = ::readlinkat(folder, name, target.data(), target.size());
    if (size < 0) return std::unexpected(errno);
    return std::string(target.data(), static_cast<std::size_t>(size));
}

std::expected<std::string, int> path_of(const base::Descriptor& fd) {
    return read_link(AT_FDCWD, ("/proc/self/fd/" + std::to_string(fd.get())).c_str());
}

/// The path in a text file that stands in for a link.
std::optional<std::string> stand_in(int folder, const std::string& name) {
    const base::Descriptor file(
        ::openat(folder, name.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    if (!file) return std::nullopt;
    std::array<char, PATH_MAX> text{};
    const auto size = ::read(file.get(), text.data(), text.size());
    if (size <= 0 || size == PATH_MAX) return std::nullopt;
    std::string target(text.data(), static_cast<std::size_t>(size));
    if (target.find_first_of(std::string_view("\n\0", 2)) != std::string::npos) return std::nullopt;
    return target;
}

/// The steps of a path still to go, the next one last.
void push_steps(std::vector<std::string>& steps, std::string_view path) {
    while (!path.empty()) {
        const auto slash = path.rfind('/');
        const auto step = slash == std::string_view::npos ? path : path.substr(slash + 1);
        if (!step.empty() && step != ".") steps.emplace_back(step);
        path = slash == std::string_view::npos ? std::string_view{} : path.substr(0, slash);
    }
}

struct Level {
    base::Descriptor fd;
    std::string name;
};

Place place_of(std::vector<Level>& levels, int root) {
    Place place;
    for (const auto& level : levels) {
        if (!place.path.empty()) place.path += '/';
        place.path += level.name;
    }
    if (levels.empty()) {
        place.fd = base::Descriptor(::fcntl(root, F_DUPFD_CLOEXEC, 0));
    } else {
        place.fd = std::move(levels.back().fd);
    }
    return place;
}

}  // namespace

std::expected<Root, int> Root::open(const std::string& path) {
    base::Descriptor fd(::open(path.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
    if (!fd) return std::unexpected(errno);
    const auto real = path_of(fd);
    // Without /proc only "/" itself is known to be the machine.
    return Root(std::move(fd), real.value_or(path));
}

std::expected<Place, int> Root::find(std::string_view path, bool as_folder) const {
    auto place = find_by_kernel(path);
    const bool live = path_ == "/";
    if (place) {
        struct stat info{};
        const bool file =
            !live && as_folder && ::fstat(place->fd.get(), &info) == 0 && S_ISREG(info.st_mode);
        if (!file) return place;
    } else if (place.error() != ENOSYS && place.error() != EPERM &&
               (live || place.error() != ENOTDIR)) {
        return place;
    }
    return find_by_steps(path, as_folder);
}

std::expected<Place, int> Root::find_by_kernel(std::string_view path) const {
    open_how how{};
    how.flags = O_PATH | O_CLOEXEC;
    how.resolve = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS;
    Place place;
    place.fd = base::Descriptor(static_cast<int>(
        ::syscall(SYS_openat2, fd_.get(), std::string(path).c_str(), &how, sizeof how)));
    if (!place.fd) return std::unexpected(errno);
    auto real = path_of(place.fd);
    if (!real) return std::unexpected(ENOSYS);
    const std::string_view prefix = path_ == "/" ? std::string_view{} : std::string_view(path_);
    if (!real->starts_with(prefix)) return std::unexpected(ENOSYS);
    place.path = real->substr(prefix.size());
    if (!place.path.empty() && place.path.front() == '/') place.path.erase(0, 1);
    return place;
}

std::expected<Place, int> Root::find_by_steps(std::string_view path, bool as_folder) const {
    const bool live = path_ == "/";
    std::vector<Level> levels;
    std::vector<std::string> steps;
    push_steps(steps, path);
    int links = 0;
    while (!steps.empty()) {
        const std::string step = std::move(steps.back());
        steps.pop_back();
        if (step == "..") {
            if (!levels.empty()) levels.pop_back();
            continue;
        }
        const int here = levels.empty() ? fd_.get() : levels.back().fd.get();
        base::Descriptor next(::openat(here, step.c_str(), O_PATH | O_NOFOLLOW | O_CLOEXEC));
        if (!next) return std::unexpected(errno);
        struct stat info{};
        if (::fstat(next.get(), &info) != 0) return std::unexpected(errno);

        std::optional<std::string> target;
        if (S_ISLNK(info.st_mode)) {
            auto link = read_link(next.get(), "");
            if (!link) return std::unexpected(link.error());
            target = std::move(*link);
        } else if (!S_ISDIR(info.st_mode) && (!steps.empty() || as_folder)) {
            if (!live && S_ISREG(info.st_mode)) target = stand_in(here, step);
            if (!target) return std::unexpected(ENOTDIR);
        }
        if (target) {
            if (++links > kMostLinks) return std::unexpected(ELOOP);
            if (target->starts_with('/')) levels.clear();
            push_steps(steps, *target);
            if (steps.size() > kMostDepth * 16) return std::unexpected(ENAMETOOLONG);
            continue;
        }
        if (levels.size() == kMostDepth) return std::unexpected(ENAMETOOLONG);
        levels.push_back({std::move(next), step});
    }
    return place_of(levels, fd_.get());
}

}  // namespace inference::gpu
