// SPDX-License-Identifier: EUPL-1.2
#include "process/descriptor.h"

#include "process/reason.h"

#include <array>
#include <cerrno>
#include <fcntl.h>
#include <unistd.h>
#include <utility>

namespace inference::process {

Descriptor& Descriptor::operator=(Descriptor&& other) noexcept {
    if (this != &other) {
        reset();
        fd_ = other.release();
    }
    return *this;
}

void Descriptor::reset() noexcept {
    // Never again on EINTR: Linux has closed it by then, and the number may be somebody else's.
    if (fd_ >= 0) ::close(release());
}

int Descriptor::release() noexcept {
    return std::exchange(fd_, -1);
}

Descriptor above_standard(Descriptor low) noexcept {
    if (!low || low.get() > STDERR_FILENO) return low;
    return Descriptor(::fcntl(low.get(), F_DUPFD_CLOEXEC, STDERR_FILENO + 1));
}

Result<Pipe> open_pipe() {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0)
        return fail(ErrorCode::io, "process: cannot open a pipe: " + reason(errno));
    Descriptor reading(ends[0]);
    Descriptor writing(ends[1]);
    reading = above_standard(std::move(reading));
    if (reading) writing = above_standard(std::move(writing));
    if (!reading || !writing)
        return fail(ErrorCode::io, "process: cannot open a pipe: " + reason(errno));
    return Pipe{std::move(reading), std::move(writing)};
}

Result<Descriptor> open_null() {
    Descriptor null = above_standard(Descriptor(::open("/dev/null", O_RDONLY | O_CLOEXEC)));
    if (!null) return fail(ErrorCode::io, "process: cannot open /dev/null: " + reason(errno));
    return null;
}

}  // namespace inference::process
