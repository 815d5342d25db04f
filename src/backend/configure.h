// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "llamacpp/launch/server_config.h"

#include <inference/fit.h>
#include <inference/options.h>

namespace inference::backend {

/// How a caller's options configure the server. Errors (`invalid_argument`): extra arguments that
/// are reserved, malformed or contradict an option.
Result<llamacpp::ServerConfig> configure(const LoadOptions& options, bool on_gpu);

/// What the planner is asked about a server that is configured so; without a budget.
FitRequest fit_request(const llamacpp::ServerConfig& config);

}  // namespace inference::backend
