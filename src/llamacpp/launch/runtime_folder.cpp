// SPDX-License-Identifier: EUPL-1.2
#include "llamacpp/launch/runtime_folder.h"

#include "base/errno_text.h"

#include <cerrno>
#include <chrono>
#include <fcntl.h>
#include <filesystem>
#include <sys/file.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <utility>
#include <vector>

namespace inference::llamacpp {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kLongestSocketPath = 107;
constexpr std::string_view kLongestName = "/server-XXXXXX/s.sock";
constexpr auto kUnlockedGrace = std::chrono::minutes(1);

// A folder under a shared /tmp could have been made by somebody else to read our sockets.
Result<void> make_private(const std::string& folder) {
    if (::mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST) {
        return fail(ErrorCode::io,
                    "can't make the folder " + folder + ": " + base::errno_text(errno));
    }
    struct stat status{};
    if (::lstat(folder.c_str(), &status) != 0) {
        return fail(ErrorCode::io,
                    "can't read the folder " + folder + ": " + base::errno_text(errno));
    }
    if (!S_ISDIR(status.st_mode) || status.st_uid != ::geteuid()) {
        return fail(ErrorCode::io, folder + " is not a folder of this user");
    }
    if ((status.st_mode & 0077) != 0 && ::chmod(folder.c_str(), 0700) != 0) {
        return fail(ErrorCode::io, "can't make " + folder + " private: " + base::errno_text(errno));
    }
    return {};
}

/// A lock on the folder around those of the servers: shared while one is made, exclusive while they
/// are swept. Nobody waits for it: whoever does not get it is as careful as without.
class BaseLock {
public:
    BaseLock(const std::string& base, int kind)
        : file_(::open(base.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)),
          held_(file_ && ::flock(file_.get(), kind | LOCK_NB) == 0) {}

    bool held() const noexcept { return held_; }

private:
    const base::Descriptor file_;
    const bool held_;
};

}  // namespace

void sweep_abandoned_folders(const std::string& base) {
    const BaseLock nobody_makes_one(base, LOCK_EX);
    std::error_code error;
    fs::directory_iterator entry(base, error);
    for (; !error && entry != fs::directory_iterator(); entry.increment(error)) {
        if (!entry->path().filename().string().starts_with("server-")) continue;
        std::error_code ignored;
        const std::string folder = entry->path().string();
        const base::Descriptor lock(
            ::open((folder + "/lock").c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW));
        if (!lock) {
            // Its owner may be between making the folder and the lock, or was killed there.
            const bool missing = errno == ENOENT;
            const auto age = fs::file_time_type::clock::now() - entry->last_write_time(ignored);
            const bool abandoned = nobody_makes_one.held() || (!ignored && age > kUnlockedGrace);
            if (missing && abandoned) fs::remove_all(folder, ignored);
            continue;
        }
        if (::flock(lock.get(), LOCK_EX | LOCK_NB) == 0) fs::remove_all(folder, ignored);
    }
}

Result<RuntimeFolder> RuntimeFolder::create_under(const std::string& base) {
    if (base.size() + kLongestName.size() > kLongestSocketPath) {
        return fail(ErrorCode::io, base + " is too long a path for a socket");
    }
    if (auto ok = make_private(base); !ok) return std::unexpected(ok.error());
    sweep_abandoned_folders(base);
    // A sweeper may win the lock of a folder that is a moment old: then another one is made.
    for (int attempt = 0; attempt < 5; ++attempt) {
        const BaseLock making(base, LOCK_SH);
        std::string path = base + "/server-XXXXXX";
        if (::mkdtemp(path.data()) == nullptr) {
            // The last server of this user took the folder with it just now.
            if (errno == ENOENT && make_private(base)) continue;
            return fail(ErrorCode::io,
                        "can't make a folder in " + base + ": " + base::errno_text(errno));
        }
        // In a host that closed its standard streams it must not take their place.
        base::Descriptor lock = base::above_standard(
            base::Descriptor(::open((path + "/lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)));
        const int error = errno;
        if (lock && ::flock(lock.get(), LOCK_EX | LOCK_NB) == 0 &&
            ::access((path + "/lock").c_str(), F_OK) == 0) {
            return RuntimeFolder(std::move(path), std::move(lock));
        }
        // Without a descriptor: there may be none left, which remove_all() would need.
        ::unlink((path + "/lock").c_str());
        ::rmdir(path.c_str());
        const bool without_lock = !lock;
        lock.reset();
        if (without_lock && error != ENOENT) {
            return fail(ErrorCode::io, "can't write in " + base + ": " + base::errno_text(error));
        }
    }
    return fail(ErrorCode::io, "can't keep a folder in " + base);
}

namespace {

/// What killed programs left where they had to go, which this one need not: the next one may not
/// either.
void sweep_others(const std::vector<std::string>& bases, const std::string& used) {
    for (const std::string& base : bases) {
        struct stat status{};
        if (base == used || ::lstat(base.c_str(), &status) != 0) continue;
        if (!S_ISDIR(status.st_mode) || status.st_uid != ::geteuid()) continue;
        sweep_abandoned_folders(base);
        ::rmdir(base.c_str());
    }
}

}  // namespace

Result<RuntimeFolder> RuntimeFolder::create(const Environment& environment) {
    const std::string user = std::to_string(::geteuid());
    std::vector<std::string> bases;
    if (auto runtime = environment.get("XDG_RUNTIME_DIR"); runtime && runtime->starts_with('/')) {
        bases.push_back(*runtime + "/rocinfer");
    }
    if (auto temporary = environment.get("TMPDIR"); temporary && temporary->starts_with('/')) {
        bases.push_back(*temporary + "/rocinfer-" + user);
    }
    bases.push_back("/tmp/rocinfer-" + user);
    bases.push_back("/dev/shm/rocinfer-" + user);

    std::string reasons;
    for (const std::string& base : bases) {
        auto folder = create_under(base);
        if (folder) {
            sweep_others(bases, base);
            return folder;
        }
        ::rmdir(base.c_str());  // a full disk may have room for this one and no other
        reasons += (reasons.empty() ? "" : "; ") + folder.error().message;
    }
    return fail(
        ErrorCode::io,
        "llamacpp: no place for the server's socket (set XDG_RUNTIME_DIR or TMPDIR to a short "
        "path that can be written): " +
            reasons);
}

RuntimeFolder::RuntimeFolder(RuntimeFolder&& other) noexcept
    : path_(std::exchange(other.path_, {})), lock_(std::move(other.lock_)), guard_(other.guard_) {}

RuntimeFolder& RuntimeFolder::operator=(RuntimeFolder&& other) noexcept {
    if (this == &other) return *this;
    remove();
    path_ = std::exchange(other.path_, {});
    lock_ = std::move(other.lock_);
    guard_ = other.guard_;
    return *this;
}

RuntimeFolder::~RuntimeFolder() {
    remove();
}

void RuntimeFolder::remove() noexcept {
    if (path_.empty()) return;
    std::error_code ignored;
    const bool owns = guard_.in_original_process();
    if (owns) fs::remove_all(path_, ignored);
    lock_.reset();
    // It needs a descriptor, of which there may have been none but this one.
    if (owns && ignored) fs::remove_all(path_, ignored);
    // The folder around it goes with the last of its kind; it is not removed while others are in
    // it.
    ::rmdir(fs::path(path_).parent_path().c_str());
    path_.clear();
}

}  // namespace inference::llamacpp
