// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "base/descriptor.h"

#include <sys/types.h>

namespace inference::process {

/// A descriptor that refers to this process even after its id is reused; readable once the process
/// has ended. Empty where the kernel has none (ENOSYS) or a sandbox forbids them, with errno set.
base::Descriptor open_pidfd(pid_t pid) noexcept;

/// Returns 0 or an errno: ESRCH if the process has ended and was collected, EBADF if `pidfd` is no
/// pidfd.
int send_signal(const base::Descriptor& pidfd, int signal_number) noexcept;

}  // namespace inference::process
