// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "backend/placement.h"
#include "llamacpp/launch/server_config.h"
#include "llamacpp/server/load_report.h"
#include "llamacpp/server/server.h"

#include <inference/error.h>
#include <inference/results.h>

#include <cstdint>
#include <string>
#include <vector>

namespace inference::backend {

/// A GPU's memory before a load, to compare with; zeros without a GPU.
struct MemoryBefore {
    std::uint64_t used = 0;      ///< of what the model is put in
    std::uint64_t gtt_used = 0;  ///< of the GTT
};
MemoryBefore memory_before(const Placement& placement);

/// What was wanted of a load, to be compared with what the server did.
struct Wanted {
    std::int32_t gpu_layers = -1;
    bool require_gpu = false;
    Placement placement;
    MemoryBefore before;
};

/// Where the model really runs, as sentences for people; the first of them is an error
/// (`unavailable`) where a GPU is required.
Result<std::vector<std::string>> verify_placement(const llamacpp::Server& server,
                                                  const Wanted& wanted);

/// The model as it was loaded: what its file says (`info`) and what the server says.
ModelInfo loaded_info(ModelInfo info, const llamacpp::Server& server, const Placement& placement);

}  // namespace inference::backend
