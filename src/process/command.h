// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <inference/error.h>

#include <string>
#include <vector>

namespace inference::process {

/// What is to be run. Nothing is interpreted on the way: no shell, no search, any byte but NUL.
struct Command {
    std::string executable;                     ///< a path; PATH is not searched
    std::vector<std::string> arguments = {};    ///< without argv[0], which is the executable's path
    std::vector<std::string> environment = {};  ///< complete, each "NAME=value"
};

/// Refuses what can't be passed on unchanged: an empty path, NUL bytes.
Result<void> validate(const Command& command);

/// Pointers into a vector of strings, as exec wants them, with the final null.
std::vector<char*> as_exec_array(std::vector<std::string>& strings);

}  // namespace inference::process
