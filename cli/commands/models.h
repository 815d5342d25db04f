// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "model/open_model.h"
#include "model/plan_arguments.h"

#include <string>

namespace rocinfer_cli {

struct ModelsRequest {
    std::string folder;
    std::string vram;
    PlanArguments plan;
    bool recursive = false;
    bool no_cache = false;
    bool json = false;
};

/// Lists the models of a folder, or of all known stores; returns the exit code.
int models(const ModelsRequest& arguments, const CommandContext& around);

}  // namespace rocinfer_cli
