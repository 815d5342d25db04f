// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <inference/error.h>

#include <string>
#include <vector>

namespace inference::process {

/// The program to run. Nothing is interpreted on the way: no shell, no search in PATH. Any byte but
/// NUL may occur.
struct Command {
    std::string executable;                     ///< a path; PATH is not searched
    std::vector<std::string> arguments = {};    ///< without argv[0], which is the executable's path
    std::vector<std::string> environment = {};  ///< complete, each "NAME=value"
};

/// Error: `invalid_argument` for what can't be passed on unchanged: an empty path, NUL bytes, a
/// variable without a name.
Result<void> validate(const Command& command);

/// Pointers into a vector of strings, ended by a null pointer, as exec takes them.
std::vector<char*> as_exec_array(std::vector<std::string>& strings);

}  // namespace inference::process
