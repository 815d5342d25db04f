// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "backend/gpu_meter.h"
#include "backend/step_down.h"
#include "llamacpp/server/server.h"
#include "llamacpp/server/start_request.h"

#include <inference/error.h>

#include <memory>
#include <string>
#include <vector>

namespace inference::backend {

/// A server that runs, and what it was started with in the end.
struct Started {
    llamacpp::StartRequest request;
    std::shared_ptr<llamacpp::Server> server;
    std::vector<std::string> notes;  ///< what was given up, for people
};

/// Starts a server; where it fails for a reason that less may help, starts one once more with less.
/// `meter` waits for the first one's memory; null without a GPU.
Result<Started> start_stepping_down(llamacpp::StartRequest request, StepDown& step_down,
                                    const GpuMeter* meter);

}  // namespace inference::backend
