// SPDX-License-Identifier: EUPL-1.2
#include "process/pidfd.h"

#include <cerrno>
#include <sys/syscall.h>
#include <unistd.h>

namespace inference::process {

// glibc has wrappers only since 2.36.
base::Descriptor open_pidfd(pid_t pid) noexcept {
    return base::above_standard(
        base::Descriptor(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0))));
}

int send_signal(const base::Descriptor& pidfd, int signal_number) noexcept {
    return ::syscall(SYS_pidfd_send_signal, pidfd.get(), signal_number, nullptr, 0) == 0 ? 0
                                                                                         : errno;
}

}  // namespace inference::process
