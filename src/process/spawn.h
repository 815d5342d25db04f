// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "base/descriptor.h"
#include "process/command.h"

#include <inference/error.h>

#include <sys/types.h>

namespace inference::process {

/// Starts `command` with stdin from /dev/null, stdout and stderr to `log`, no other descriptor, no
/// blocked or ignored signal, and a process group of its own. The kernel kills it when the calling
/// thread ends. Returns once the new program runs. An error names the executable and the reason.
/// The calling thread must have every signal blocked.
Result<pid_t> spawn(Command& command, const base::Descriptor& log);

}  // namespace inference::process
