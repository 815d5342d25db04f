// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "model/open_model.h"

#include <CLI/CLI.hpp>

namespace rocinfer_cli {

/// Hidden options that print what packages install: `--print-completion bash|zsh|fish` and
/// `--print-manual PAGE` (`list` names the pages). Made from the app itself, so that they never
/// rot.
void add_packaging_options(CLI::App& app, const CommandContext& around);

}  // namespace rocinfer_cli
