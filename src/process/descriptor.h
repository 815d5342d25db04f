// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <inference/error.h>

namespace inference::process {

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

/// The same open file at a number above 2, close-on-exec. A host may have closed its standard
/// descriptors, and a pipe that landed on 1 would be overwritten when the child's are put in place.
/// Empty on failure, with errno set.
Descriptor above_standard(Descriptor low) noexcept;

struct Pipe {
    Descriptor read_end;
    Descriptor write_end;
};

/// Both ends close-on-exec and above 2.
Result<Pipe> open_pipe();

/// /dev/null for reading, close-on-exec and above 2.
Result<Descriptor> open_null();

}  // namespace inference::process
