// SPDX-License-Identifier: EUPL-1.2
#include "backend/backends.h"

#include "backend/load.h"
#include "llamacpp/launch/server_build.h"

#include <vector>

namespace inference::backend {
namespace {

Result<void> server_found(const Host& host) {
    if (!host.server) return std::unexpected(host.server.error());
    return {};
}

Result<rocm::GpuChoice> choose(const Host& host, std::string_view wanted,
                               const std::vector<std::string>& targets = {}) {
    const Result<rocm::GpuInventory>& gpus = *host.gpus;
    if (!gpus) return std::unexpected(gpus.error());
    return rocm::choose_gpu(*gpus, wanted, targets);
}

// The gfx targets that the server's kernels were built for; empty = not known. Read from its
// libraries' bytes, so only a load asks, not every look at what is available.
std::vector<std::string> targets_of_server(const Host& host) {
    if (!host.server) return {};
    return llamacpp::inspect_build(host.server->path,
                                   host.environment.get("LD_LIBRARY_PATH").value_or(""),
                                   host.environment.get("GGML_BACKEND_PATH").value_or(""))
        .gfx_targets;
}

}  // namespace

Result<void> RocmBackend::available() const {
    const auto host = host_.look();
    if (auto gpu = choose(*host, {}); !gpu) return std::unexpected(gpu.error());
    return server_found(*host);
}

Result<std::unique_ptr<TextModel>> RocmBackend::load_model(const std::string& path,
                                                           LoadOptions options) {
    const auto host = host_.take();
    auto choice = choose(*host, options.device, targets_of_server(*host));
    if (!choice) return std::unexpected(choice.error());
    return load(path, std::move(options), {name(), *host, *std::move(choice)});
}

Result<void> LlamaCppBackend::available() const {
    return server_found(*host_.look());
}

Result<std::unique_ptr<TextModel>> LlamaCppBackend::load_model(const std::string& path,
                                                               LoadOptions options) {
    if (!options.device.empty()) {
        return fail(ErrorCode::unsupported,
                    "load: option device is for the backend rocm; llama_cpp takes what "
                    "llama-server finds by itself",
                    {}, "device");
    }
    return load(path, std::move(options), {name(), *host_.take(), std::nullopt});
}

}  // namespace inference::backend
