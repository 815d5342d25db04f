// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "terminal/console.h"
#include "terminal/status.h"

namespace rocinfer_cli {

/// `code`, or 1 where `out` could not take all that was written to it, which is said on stderr: a
/// command whose output is lost has not done what it was asked for. A reader that has gone is no
/// failure.
int unless_lost(int code, const Output& out, Status& status);

}  // namespace rocinfer_cli
