// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "terminal/console.h"
#include "terminal/interrupts.h"
#include "terminal/status.h"

#include <inference/error.h>

#include <optional>
#include <string>

namespace rocinfer_cli {

/// The prompt that was given, or all of stdin less one final newline (what `echo` adds is not
/// meant). Nothing on stdin is no prompt; bytes that are not UTF-8 are refused.
inference::Result<std::string> take_prompt(const std::optional<std::string>& given,
                                           const Console& console, Status& status);

/// "@FILE" as the file's content, anything else as it is.
inference::Result<std::string> text_or_file(const std::string& argument);

}  // namespace rocinfer_cli
