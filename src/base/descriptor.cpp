// SPDX-License-Identifier: EUPL-1.2
#include "base/descriptor.h"

#include <cerrno>
#include <fcntl.h>
#include <unistd.h>
#include <utility>

namespace inference::base {

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
    Descriptor high(::fcntl(low.get(), F_DUPFD_CLOEXEC, STDERR_FILENO + 1));
    const int error = errno;
    low.reset();
    errno = error;
    return high;
}

}  // namespace inference::base
