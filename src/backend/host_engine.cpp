// SPDX-License-Identifier: EUPL-1.2
#include "backend/host_engine.h"

#include "engines/engine_kernels.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace inference::backend {

llamacpp::ServerBuild build_of(const Host& host) {
    if (!host.server) return {};
    return engines::build_of(host.server->path, host.environment);
}

std::string ways_of(const llamacpp::ServerBuild& build) {
    return fmt::format("{}", fmt::join(engines::ways_of(build), ", "));
}

Result<rocm::GpuChoice> choose(const Host& host, std::string_view wanted,
                               const rocm::EngineKernels& engine) {
    const Result<rocm::GpuInventory>& gpus = *host.gpus;
    if (!gpus) return std::unexpected(gpus.error());
    return rocm::choose_gpu_for(*gpus, wanted, engine);
}

}  // namespace inference::backend
