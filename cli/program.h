// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "model/open_model.h"

#include <string>
#include <vector>

namespace rocinfer_cli {

/// Does what the arguments (without the program's name) ask for; returns the exit code. What it
/// writes goes to the console of `around`.
int run_program(std::vector<std::string> arguments, const CommandContext& around);

}  // namespace rocinfer_cli
