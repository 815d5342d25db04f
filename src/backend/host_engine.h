// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "backend/host.h"
#include "llamacpp/engine/server_build.h"

#include <inference/error.h>
#include <inference/rocm/gpus.h>

#include <string>
#include <string_view>

namespace inference::backend {

/// What the files of the host's server tell; empty where it has none.
llamacpp::ServerBuild build_of(const Host& host);

/// "hip, cpu": what the server can compute with.
std::string ways_of(const llamacpp::ServerBuild& build);

/// The GPU for an engine with these kernels. Errors as choose_gpu_for.
Result<rocm::GpuChoice> choose(const Host& host, std::string_view wanted,
                               const rocm::EngineKernels& engine = {});

}  // namespace inference::backend
