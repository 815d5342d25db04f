// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "backend/placement.h"
#include "llamacpp/launch/server_config.h"

#include <inference/error.h>
#include <inference/gguf.h>

#include <string>
#include <vector>

namespace inference::backend {

/// What a load is going to start, decided from the model's file and the host alone.
struct LoadPlan {
    GgufModel model;  ///< read with GgufDepth::full where a plan for memory was made
    llamacpp::ServerConfig config;
    std::vector<std::string> compromises;  ///< what was given up so that it fits, for people
};

/// Reads the model's header and plans. `config` is how the caller configured the server; adapters'
/// paths become absolute. Errors: as read_gguf; `invalid_argument`, `not_found`, `out_of_memory`.
Result<LoadPlan> plan_load(const std::string& path, llamacpp::ServerConfig config, bool require_gpu,
                           const Placement& placement);

/// An absolute path: the host may have gone to another folder when it is used.
Result<std::string> absolute_path(const std::string& path);

}  // namespace inference::backend
