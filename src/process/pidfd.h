// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "process/descriptor.h"

#include <sys/types.h>

namespace inference::process {

/// A descriptor that stands for this very process, whatever becomes of its number; readable once it
/// has ended. Empty where the kernel has none (ENOSYS, or a sandbox that forbids them), errno set.
Descriptor open_pidfd(pid_t pid) noexcept;

/// 0 or an errno: ESRCH if the process has ended and was collected, EBADF if `pidfd` is not one.
int send_signal(const Descriptor& pidfd, int signal_number) noexcept;

}  // namespace inference::process
