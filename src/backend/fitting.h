// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <inference/fit.h>
#include <inference/options.h>
#include <inference/rocm/gpus.h>

#include <cstdint>
#include <string>
#include <vector>

namespace inference::backend {

/// What a load asks of the GPU, so that it fits.
struct Fitted {
    std::int32_t gpu_layers = -1;
    std::int32_t context_length = 0;
    std::vector<std::string> warnings;  ///< what was given up, and for what
};

/// Before anything is started: keeps what the caller asked for, chooses what was left open
/// (context_length 0, gpu_layers −1) so that it fits the GPU's free memory, and refuses what can't
/// (`out_of_memory`, with the figures and what to change). Where the memory is not known, or the
/// plan is only approximate, nothing is refused. `model` was read with GgufDepth::full.
Result<Fitted> fit_to_gpu(const GgufModel& model, const LoadOptions& options,
                          const rocm::VramInfo& memory);

}  // namespace inference::backend
