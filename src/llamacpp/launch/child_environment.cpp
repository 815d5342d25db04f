// SPDX-License-Identifier: EUPL-1.2
#include "llamacpp/launch/child_environment.h"

#include <algorithm>
#include <array>

namespace inference::llamacpp {
namespace {

struct Masked {
    std::string_view name;
    std::string_view why;
};

constexpr std::array kMasks = std::to_array<Masked>({
    {"HIP_VISIBLE_DEVICES", "is always 0: without it an integrated GPU can crash the engine"},
    {"ROCR_VISIBLE_DEVICES", "is set by the choice of the GPU"},
    {"CUDA_VISIBLE_DEVICES", "would mask GPUs a second time"},
    {"GPU_DEVICE_ORDINAL", "would mask GPUs a second time"},
});

// What the server takes orders from behind its command line: every option has a LLAMA_ARG_
// variable; with LLAMA_SERVER_ROUTER_PORT it takes itself for a router's child and leaves at once;
// with AIP_MODE (Vertex AI's containers) it listens on AIP_HTTP_PORT, which is our host's.
constexpr std::array<std::string_view, 4> kOrders{"LLAMA_ARG_", "LLAMA_SERVER_", "LLAMA_API_KEY",
                                                  "AIP_"};

}  // namespace

Result<Environment> build_environment(
    Environment host, const std::vector<std::pair<std::string, std::string>>& additions,
    const DeviceMask& mask, const std::string& cpu_backend) {
    for (const auto& [name, value] : additions) {
        const auto* masked = std::ranges::find(kMasks, name, &Masked::name);
        if (masked != kMasks.end()) {
            return fail(ErrorCode::invalid_argument,
                        "llamacpp: environment variable " + name + " " + std::string(masked->why) +
                            "; use the option device",
                        {}, "environment");
        }
        const auto orders = [&](std::string_view prefix) { return name.starts_with(prefix); };
        if (std::ranges::any_of(kOrders, orders)) {
            return fail(ErrorCode::invalid_argument,
                        "llamacpp: environment variable " + name +
                            " would override the command line; use the options or extra_arguments",
                        {}, "environment");
        }
    }
    Environment child = std::move(host);
    for (const std::string_view prefix : kOrders)
        child.unset_prefix(prefix);
    child.unset("CUDA_VISIBLE_DEVICES");
    child.unset("GPU_DEVICE_ORDINAL");
    // An abort would run gdb where it is installed, and hold the dying server for seconds.
    child.set("GGML_NO_BACKTRACE", "1");
    if (!cpu_backend.empty() && !child.get("GGML_BACKEND_PATH")) {
        child.set("GGML_BACKEND_PATH", cpu_backend);
    }
    for (const auto& [name, value] : additions)
        child.set(name, value);
    if (!mask.rocr_visible_devices.empty()) {
        child.set("ROCR_VISIBLE_DEVICES", mask.rocr_visible_devices);
    }
    // Never remove or weaken this: with it, ROCm's device 0 is the only one the engine can see.
    child.set("HIP_VISIBLE_DEVICES", "0");
    return child;
}

Result<Environment> build_server_environment(Environment host, const ServerConfig& config,
                                             const DeviceMask& mask,
                                             const std::string& cpu_backend) {
    auto child = build_environment(std::move(host), config.environment, mask, cpu_backend);
    if (child && !config.graphs) child->set(kNoGraphs, "1");
    return child;
}

}  // namespace inference::llamacpp
