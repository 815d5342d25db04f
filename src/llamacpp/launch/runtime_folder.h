// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "base/descriptor.h"
#include "base/fork_guard.h"

#include <inference/environment.h>
#include <inference/error.h>

#include <string>
#include <utility>

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
    RuntimeFolder(std::string path, base::Descriptor lock)
        : path_(std::move(path)), lock_(std::move(lock)) {}
    static Result<RuntimeFolder> create_under(const std::string& base);

    std::string path_;
    base::Descriptor lock_;
    base::ForkGuard guard_;  // a forked copy of the host must leave the folder to the original
};

/// Removes the folders under `base` whose owners are gone.
void sweep_abandoned_folders(const std::string& base);

}  // namespace inference::llamacpp
