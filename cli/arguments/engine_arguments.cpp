// SPDX-License-Identifier: EUPL-1.2
#include "arguments/engine_arguments.h"

#include <algorithm>

namespace rocinfer_cli {

std::vector<std::string> with_engine_arguments(std::vector<std::string> arguments,
                                               std::span<const std::string_view> commands) {
    if (arguments.empty() || std::ranges::find(commands, arguments.front()) == commands.end())
        return arguments;
    const auto dashes = std::ranges::find(arguments, "--");
    if (dashes == arguments.end()) return arguments;
    for (auto argument = dashes + 1; argument != arguments.end(); ++argument)
        argument->insert(0, "--engine-argument=");
    arguments.erase(dashes);
    return arguments;
}

}  // namespace rocinfer_cli
