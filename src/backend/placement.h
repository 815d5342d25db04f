// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "backend/host.h"

#include <inference/rocm/gpus.h>

#include <optional>
#include <string>
#include <string_view>

namespace inference::backend {

/// Where a model is to run.
struct Placement {
    std::string_view backend;  ///< its name
    Host host;
    std::optional<rocm::GpuChoice> gpu;  ///< empty = whatever the server finds by itself
    std::string devices = {};  ///< what the engine's names of its kind begin with: "ROCm", "Vulkan"
    std::string engine_device = {};  ///< the one that it is told to use, "Vulkan0"; empty = its own
    std::string engine_device_name = {};  ///< the same for people, where it is no AMD GPU
    std::string reason = {};              ///< why there, in words
};

}  // namespace inference::backend
