// SPDX-License-Identifier: EUPL-1.2
#include "backend/backends.h"

#include "backend/host_engine.h"
#include "backend/load.h"
#include "engines/engine_kernels.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <string>
#include <utility>

namespace inference::backend {
namespace {

Result<void> server_found(const Host& host) {
    if (!host.server) return std::unexpected(host.server.error());
    return {};
}

}  // namespace

Result<void> RocmBackend::available_for(const LoadOptions& options) const {
    const auto host = with_engine(*host_.look(), options.engine);
    if (auto gpu = choose(host, options.device); !gpu) return std::unexpected(gpu.error());
    if (auto ok = server_found(host); !ok) return ok;
    // A backend that was named is taken, and says at the load what became of it.
    if (!options.backend.empty() && options.engine.empty()) return {};
    const auto build = build_of(host);
    // A server whose files tell nothing may be a script around one.
    if (!build.backends.empty() && !build.has_hip()) {
        return fail(ErrorCode::unavailable, "rocm: the engine " + host.server->path +
                                                " has no HIP (it has: " + ways_of(build) +
                                                "); rocinfer engine install rocm");
    }
    if (auto gpu = choose(host, options.device, engines::rocm_kernels(build)); !gpu) {
        return std::unexpected(gpu.error());
    }
    return {};
}

Result<std::unique_ptr<TextModel>> RocmBackend::load_model(const std::string& path,
                                                           LoadOptions options) {
    auto host = with_engine(*host_.take(), options.engine);
    auto choice = choose(host, options.device, engines::rocm_kernels(build_of(host)));
    if (!choice) return std::unexpected(choice.error());
    Placement placement{name(), std::move(host), *std::move(choice)};
    placement.devices = "ROCm";
    placement.reason = placement.gpu->reason;
    return load(path, std::move(options), placement);
}

Result<void> LlamaCppBackend::available() const {
    return server_found(*host_.look());
}

Result<std::unique_ptr<TextModel>> LlamaCppBackend::load_model(const std::string& path,
                                                               LoadOptions options) {
    if (!options.device.empty()) {
        return fail(ErrorCode::unsupported,
                    "load: option device is for the backends rocm and vulkan; llama_cpp takes what "
                    "llama-server finds by itself",
                    {}, "device");
    }
    auto host = with_engine(*host_.take(), options.engine);
    return load(path, std::move(options), {name(), std::move(host), std::nullopt});
}

}  // namespace inference::backend
