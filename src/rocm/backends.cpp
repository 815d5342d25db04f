// SPDX-License-Identifier: EUPL-1.2
#include "rocm/backends.h"

#include "llamacpp/find_server.h"
#include "rocm/load.h"

namespace inference::rocm {
namespace {

Result<void> server_found() {
    auto server = llamacpp::find_server(llamacpp::Environment::of_host());
    if (!server) return std::unexpected(server.error());
    return {};
}

}  // namespace

std::string RocmBackend::sysroot() const {
    if (!sysroot_.empty()) return sysroot_;
    auto named = llamacpp::Environment::of_host().get("ROCINFER_SYSROOT");
    return named && !named->empty() ? *named : "/";
}

Result<GpuChoice> RocmBackend::choose(std::string_view wanted) const {
    auto inventory = read_gpus(sysroot(), GpuEnvironment::current());
    if (!inventory) return std::unexpected(inventory.error());
    return choose_gpu(*inventory, wanted);
}

Result<void> RocmBackend::available() const {
    if (auto gpu = choose({}); !gpu) return std::unexpected(gpu.error());
    return server_found();
}

Result<std::unique_ptr<TextModel>> RocmBackend::load_model(const std::string& path,
                                                           LoadOptions options) {
    auto choice = choose(options.device);
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
                    "llama-server finds by itself");
    }
    return load(path, std::move(options), {name(), std::nullopt, "/"});
}

}  // namespace inference::rocm
