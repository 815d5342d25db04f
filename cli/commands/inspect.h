// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "model/open_model.h"
#include "model/plan_arguments.h"

#include <string>

namespace rocinfer_cli {

struct InspectRequest {
    std::string file;
    PlanArguments plan;
    bool json = false;
    bool keys = false;
    bool tensors = false;
};

/// Shows what a model file says; returns the exit code.
int inspect(const InspectRequest& arguments, const CommandContext& around);

}  // namespace rocinfer_cli
