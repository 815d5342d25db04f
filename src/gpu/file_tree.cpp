// SPDX-License-Identifier: EUPL-1.2
#include "gpu/file_tree.h"

#include "base/descriptor.h"
#include "base/errno_text.h"

#include <climits>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace inference::gpu {
namespace {

constexpr std::size_t kMostEntries = 16 * 1024;

std::pair<std::string_view, std::string_view> split_last(std::string_view path) {
    const auto slash = path.rfind('/');
    if (slash == std::string_view::npos) return {".", path};
    return {path.substr(0, slash), path.substr(slash + 1)};
}

OrErrno<std::string> read_all(int fd) {
    // Nearly every file of sysfs is shorter than this and its read() gives all of it at once.
    std::array<char, 4096> chunk;
    std::string text;
    while (text.size() < kMostBytes) {
        const auto size =
            ::read(fd, chunk.data(), std::min(chunk.size(), kMostBytes - text.size()));
        if (size < 0 && errno == EINTR) continue;
        if (size < 0) return std::unexpected(errno);
        text.append(chunk.data(), static_cast<std::size_t>(size));
        if (static_cast<std::size_t>(size) < chunk.size()) break;
    }
    return text;
}

const Fault* fault_at(const Faults& faults, const std::string& folder, std::string_view name) {
    if (faults.empty()) return nullptr;
    const auto found = faults.find(fmt::format("{}{}{}", folder, folder.empty() ? "" : "/", name));
    return found == faults.end() ? nullptr : &found->second;
}

}  // namespace

OrErrno<std::string> Folder::read(std::string_view name) const {
    const Fault* fault = fault_at(*faults_, place_.path, name);
    if (fault && fault->open_error != 0) return std::unexpected(fault->open_error);
    if (fault && fault->read_error != 0) return std::unexpected(fault->read_error);
    if (fault && fault->content) return *fault->content;
    // Not blocking: a FIFO in a tree of unknown origin must not hold us.
    const base::Descriptor file(
        ::openat(place_.fd.get(), std::string(name).c_str(),
                 O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
    if (!file) return std::unexpected(errno);
    struct stat info{};
    if (::fstat(file.get(), &info) != 0) return std::unexpected(errno);
    if (S_ISDIR(info.st_mode)) return std::unexpected(EISDIR);
    if (!S_ISREG(info.st_mode)) return std::unexpected(EINVAL);
    return read_all(file.get());
}

OrErrno<std::vector<std::string>> Folder::list() const {
    base::Descriptor fd(::openat(place_.fd.get(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!fd) return std::unexpected(errno);
    const std::unique_ptr<DIR, int (*)(DIR*)> folder(::fdopendir(fd.get()), &::closedir);
    if (!folder) return std::unexpected(errno);
    fd.release();  // the folder's now
    std::vector<std::string> names;
    while (names.size() < kMostEntries) {
        const dirent* entry = ::readdir(folder.get());
        if (!entry) break;
        const std::string_view name = entry->d_name;
        if (name != "." && name != "..") names.emplace_back(name);
    }
    std::ranges::sort(names);
    return names;
}

OrErrno<std::string> Folder::link(std::string_view name) const {
    std::array<char, PATH_MAX> target;
    const auto size =
        ::readlinkat(place_.fd.get(), std::string(name).c_str(), target.data(), target.size());
    if (size >= 0) return std::string(target.data(), static_cast<std::size_t>(size));
    if (errno != EINVAL) return std::unexpected(errno);
    // Not a link: perhaps the text that stands in for one.
    auto text = read(name);
    if (text && (text->empty() || text->find('\n') != std::string::npos)) {
        return std::unexpected(EINVAL);
    }
    return text;
}

Result<FileTree> FileTree::open(const std::string& sysroot) {
    std::string path = sysroot.empty() ? "/" : sysroot;
    std::string scenario;
    struct stat info{};
    // A folder may have a # in its name.
    if (const auto hash = path.rfind('#');
        hash != std::string::npos && hash != 0 && ::stat(path.c_str(), &info) != 0) {
        scenario = path.substr(hash + 1);
        path.resize(hash);
    }
    auto root = Root::open(path);
    if (!root) {
        return fail(root.error() == ENOENT ? ErrorCode::not_found : ErrorCode::io,
                    fmt::format("gpu: can't open the folder {}: {}; give the folder that holds sys "
                                "(and dev, proc) with --sysroot",
                                path, base::errno_text(root.error())));
    }
    FileTree tree(std::move(*root), std::make_shared<const Faults>());
    if (scenario.empty()) return tree;

    const auto json = tree.read("faults.json");
    if (!json) {
        return fail(ErrorCode::not_found,
                    fmt::format("gpu: can't read {}/faults.json for the "
                                "scenario {}: {}",
                                path, scenario, base::errno_text(json.error())));
    }
    auto faults = parse_faults(*json, scenario);
    if (!faults) return std::unexpected(std::move(faults.error()));
    tree.faults_ = std::make_shared<const Faults>(std::move(*faults));
    return tree;
}

OrErrno<Folder> FileTree::folder(std::string_view path) const {
    auto place = root_.find(path, true);
    if (!place) return std::unexpected(place.error());
    return Folder(std::move(*place), faults_);
}

OrErrno<Folder> FileTree::folder_in(const Folder& parent, std::string_view name) const {
    Place place;
    place.path = fmt::format("{}/{}", parent.path(), name);
    place.fd = base::Descriptor(::openat(parent.fd(), std::string(name).c_str(),
                                         O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    if (place.fd) return Folder(std::move(place), faults_);
    if (errno == ENOENT) return std::unexpected(ENOENT);
    return folder(place.path);
}

OrErrno<std::string> FileTree::read(std::string_view path) const {
    const auto [parent, name] = split_last(path);
    const auto holder = folder(parent);
    if (!holder) return std::unexpected(holder.error());
    auto text = holder->read(name);
    if (text || text.error() != ELOOP) return text;
    // The file itself is a link: find out where it leads.
    const auto place = root_.find(path, false);
    if (!place) return std::unexpected(place.error());
    const auto [real_parent, real_name] = split_last(place->path);
    const auto real_holder = folder(real_parent);
    if (!real_holder) return std::unexpected(real_holder.error());
    return real_holder->read(real_name);
}

OrErrno<std::vector<std::string>> FileTree::list(std::string_view path) const {
    const auto holder = folder(path);
    if (!holder) return std::unexpected(holder.error());
    return holder->list();
}

OrErrno<std::string> FileTree::real_path(std::string_view path) const {
    auto place = root_.find(path, true);
    if (!place) return std::unexpected(place.error());
    return std::move(place->path);
}

}  // namespace inference::gpu
