// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string>
#include <string_view>

namespace rocinfer_cli {

/// A message of the library in the words of the command: "option context_length" as "option --ctx".
/// A name that could be an ordinary word ("stop") is replaced after "option " only.
std::string in_command_words(std::string_view message);

}  // namespace rocinfer_cli
