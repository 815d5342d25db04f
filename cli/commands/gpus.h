// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "model/open_model.h"

#include <string>

namespace rocinfer_cli {

struct GpusRequest {
    std::string sysroot;
    std::string device;
    bool json = false;
    bool watch = false;
    double interval = 0.5;
    int count = 0;
};

/// Shows the machine's AMD GPUs; returns the exit code.
int gpus(const GpusRequest& arguments, const CommandContext& around);

}  // namespace rocinfer_cli
