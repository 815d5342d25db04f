// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string>
#include <string_view>

namespace rocinfer_cli {

/// How the command spells an option of the library: "--ctx" for "context_length"; empty where it
/// has none.
std::string_view command_option(std::string_view library_option);

/// A message of the library in the words of the command: "option context_length" as "option --ctx".
/// A name that could be an ordinary word ("stop") is replaced after "option " only.
std::string in_command_words(std::string_view message);

}  // namespace rocinfer_cli
