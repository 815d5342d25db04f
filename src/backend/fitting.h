// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "llamacpp/launch/server_config.h"

#include <inference/gguf.h>
#include <inference/rocm/gpus.h>

#include <string>
#include <vector>

namespace inference::backend {

/// A configuration that fits its GPU.
struct Fitted {
    llamacpp::ServerConfig config;
    std::vector<std::string> warnings;  ///< what was given up, and for what
};

/// Before anything is started: keeps what the caller asked for, chooses what was left open
/// (context_per_slot 0, gpu_layers −1) so that it fits the GPU's free memory, and refuses what
/// can't (`out_of_memory`, with the figures and what to change). Where the memory is not known, or
/// the plan is only approximate, nothing is refused. With `require_gpu`, all layers stay on the
/// GPU. `model` was read with GgufDepth::full.
Result<Fitted> fit_to_gpu(const GgufModel& model, const llamacpp::ServerConfig& config,
                          bool require_gpu, const rocm::VramInfo& memory);

}  // namespace inference::backend
