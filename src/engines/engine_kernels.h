// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "llamacpp/engine/server_build.h"

#include <inference/environment.h>
#include <inference/rocm/gpus.h>

#include <string>
#include <vector>

namespace inference::engines {

/// What a server is made of, as it would be started in this environment. Looked at once for each
/// file and environment and remembered while the program runs. Thread-safe.
llamacpp::ServerBuild build_of(const std::string& server, const Environment& environment);

/// The ways of computing that it has, sorted: "cpu" (whatever its variants), "hip", "vulkan".
std::vector<std::string> ways_of(const llamacpp::ServerBuild& build);

rocm::EngineKernels rocm_kernels(const llamacpp::ServerBuild& build);

}  // namespace inference::engines
