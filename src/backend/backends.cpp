// SPDX-License-Identifier: EUPL-1.2
#include "backend/backends.h"

#include "backend/load.h"
#include "llamacpp/launch/find_server.h"
#include "llamacpp/launch/server_build.h"

namespace inference::backend {
namespace {

Result<void> server_found() {
    auto server = llamacpp::find_server(llamacpp::Environment::of_host());
    if (!server) return std::unexpected(server.error());
    return {};
}

// The gfx targets that the server's kernels were built for; empty = not known. Read from its
// libraries' bytes, so only a load asks, not every look at what is available.
std::vector<std::string> targets_of_server() {
    const auto host = llamacpp::Environment::of_host();
    const auto server = llamacpp::find_server(host);
    if (!server) return {};
    return llamacpp::inspect_build(server->path, host.get("LD_LIBRARY_PATH").value_or(""),
                                   host.get("GGML_BACKEND_PATH").value_or(""))
        .gfx_targets;
}

}  // namespace

std::string RocmBackend::sysroot() const {
    if (!sysroot_.empty()) return sysroot_;
    auto named = llamacpp::Environment::of_host().get("ROCINFER_SYSROOT");
    return named && !named->empty() ? *named : "/";
}

Result<rocm::GpuChoice> RocmBackend::choose(std::string_view wanted,
                                            std::span<const std::string> targets) const {
    auto inventory = rocm::read_gpus(sysroot(), rocm::GpuEnvironment::current());
    if (!inventory) return std::unexpected(inventory.error());
    return rocm::choose_gpu(*inventory, wanted, targets);
}

Result<void> RocmBackend::available() const {
    if (auto gpu = choose({}); !gpu) return std::unexpected(gpu.error());
    return server_found();
}

Result<std::unique_ptr<TextModel>> RocmBackend::load_model(const std::string& path,
                                                           LoadOptions options) {
    auto choice = choose(options.device, targets_of_server());
    if (!choice) return std::unexpected(choice.error());
    return load(path, std::move(options), {name(), *std::move(choice), sysroot()});
}

Result<void> LlamaCppBackend::available() const {
    return server_found();
}

Result<std::unique_ptr<TextModel>> LlamaCppBackend::load_model(const std::string& path,
                                                               LoadOptions options) {
    if (!options.device.empty()) {
        return fail(ErrorCode::unsupported,
                    "llama_cpp: option device is for the backend rocm; this one takes what "
                    "llama-server finds by itself",
                    {}, "device");
    }
    return load(path, std::move(options), {name(), std::nullopt, "/"});
}

}  // namespace inference::backend
