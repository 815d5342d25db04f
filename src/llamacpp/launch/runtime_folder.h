// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <inference/environment.h>
#include <inference/error.h>

#include <string>
#include <sys/types.h>
#include <unistd.h>

namespace inference::llamacpp {

/// A 0700 folder for one server's socket, links and key, removed with everything in it on
/// destruction. It holds a lock for as long as its owner lives, by which the next start tells (and
/// removes) the folders that killed programs left behind.
class RuntimeFolder {
public:
    /// Under $XDG_RUNTIME_DIR, else $TMPDIR, else /tmp: the first that works and leaves room for a
    /// socket's path (107 bytes).
    static Result<RuntimeFolder> create(const Environment& environment);
    RuntimeFolder(RuntimeFolder&& other) noexcept;
    RuntimeFolder& operator=(RuntimeFolder&& other) noexcept;
    RuntimeFolder(const RuntimeFolder&) = delete;
    RuntimeFolder& operator=(const RuntimeFolder&) = delete;
    ~RuntimeFolder();

    const std::string& path() const noexcept { return path_; }
    std::string file(const std::string& name) const { return path_ + "/" + name; }
    /// Before destruction; path() is empty then.
    void remove() noexcept;

private:
    RuntimeFolder(std::string path, int lock) : path_(std::move(path)), lock_(lock) {}
    static Result<RuntimeFolder> create_under(const std::string& base);

    std::string path_;
    int lock_ = -1;
    pid_t owner_ = ::getpid();  // a forked copy of the host must leave the folder to the original
};

/// Removes the folders under `base` whose owners are gone.
void sweep_abandoned_folders(const std::string& base);

}  // namespace inference::llamacpp
