// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <inference/error.h>

#include <string>
#include <string_view>

namespace rocinfer_cli {

/// How the command spells an option of the library: "--ctx" for "context_length"; empty where it
/// has none.
std::string_view command_option(std::string_view library_option);

/// The error with the command's spelling of the option that was refused (Error::option).
inference::Error in_command_words(inference::Error error);

/// A text in which the library advises to change an option: names of options that can't be
/// anything else ("context_length", not "stop") in the command's spelling.
std::string in_command_words(std::string_view text);

}  // namespace rocinfer_cli
