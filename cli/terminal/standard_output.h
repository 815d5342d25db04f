// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "terminal/fd_stream.h"
#include "terminal/status.h"

#include <string>

namespace rocinfer_cli {

/// stdout, one for the whole process, so that main can ask at the end whether all of it arrived.
FdOutput& standard_output();

/// What is said where stdout failed with this errno.
std::string lost_output(int error);

/// `code`, or 1 where `out` could not take all that was written to it, which is said on stderr: a
/// command whose output is lost has not done what it was asked for. A reader that has gone is no
/// failure.
int unless_lost(int code, const Output& out, Status& status);

}  // namespace rocinfer_cli
