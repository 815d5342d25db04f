// SPDX-License-Identifier: EUPL-1.2
#pragma once

namespace inference::base {

/// Owns one open file descriptor; -1 means none.
class Descriptor {
public:
    Descriptor() noexcept = default;
    explicit Descriptor(int fd) noexcept : fd_(fd) {}
    Descriptor(Descriptor&& other) noexcept : fd_(other.release()) {}
    Descriptor& operator=(Descriptor&& other) noexcept;
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    ~Descriptor() { reset(); }

    int get() const noexcept { return fd_; }
    explicit operator bool() const noexcept { return fd_ >= 0; }
    void reset() noexcept;

    /// Gives the number up without closing it.
    int release() noexcept;

private:
    int fd_ = -1;
};

/// The same open file under a number above 2, close-on-exec. A host may have closed its standard
/// descriptors: a file of ours that got number 1 would receive what the host prints.
/// Empty on failure, with errno set.
Descriptor above_standard(Descriptor low) noexcept;

}  // namespace inference::base
