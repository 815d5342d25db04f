// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "backend/host.h"

#include <inference/rocm/gpus.h>

#include <optional>
#include <string_view>

namespace inference::backend {

/// Where a model is to run.
struct Placement {
    std::string_view backend;  ///< its name
    Host host;
    std::optional<rocm::GpuChoice> gpu;  ///< empty = whatever the server finds by itself
};

}  // namespace inference::backend
