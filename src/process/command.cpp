// SPDX-License-Identifier: EUPL-1.2
#include "process/command.h"

#include <algorithm>

namespace inference::process {
namespace {

bool has_nul(const std::string& text) {
    return text.find('\0') != std::string::npos;
}

}  // namespace

Result<void> validate(const Command& command) {
    if (command.executable.empty() || has_nul(command.executable)) {
        return fail(
            ErrorCode::invalid_argument,
            "process: the executable's path is empty or has a NUL byte; give its full path");
    }
    for (std::size_t i = 0; i < command.arguments.size(); ++i) {
        if (!has_nul(command.arguments[i])) continue;
        return fail(ErrorCode::invalid_argument, "process: argument " + std::to_string(i + 1) +
                                                     " of '" + command.executable +
                                                     "' has a NUL byte");
    }
    for (const std::string& variable : command.environment) {
        const std::size_t equals = variable.find('=');
        if (equals != std::string::npos && equals != 0 && !has_nul(variable)) continue;
        // The value may be a secret.
        return fail(ErrorCode::invalid_argument,
                    "process: the environment of '" + command.executable +
                        "' has an unusable variable '" +
                        variable.substr(0, std::min(equals, variable.find('\0'))) + "'");
    }
    return {};
}

std::vector<char*> as_exec_array(std::vector<std::string>& strings) {
    std::vector<char*> pointers;
    pointers.reserve(strings.size() + 1);
    for (std::string& text : strings)
        pointers.push_back(text.data());
    pointers.push_back(nullptr);
    return pointers;
}

}  // namespace inference::process
