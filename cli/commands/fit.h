// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "model/open_model.h"
#include "model/plan_arguments.h"

#include <inference/fit.h>

#include <string>

namespace rocinfer_cli {

struct FitCommandRequest {
    std::string path;
    std::string vram;
    std::string margin;
    PlanArguments plan;
    bool json = false;
    inference::FitRequest request;
};

/// Says whether a model, or each of a folder, fits the GPU; returns the exit code: 1 where it does
/// not.
int fit(FitCommandRequest arguments, const CommandContext& around);

}  // namespace rocinfer_cli
