// SPDX-License-Identifier: EUPL-1.2
#include "backend/vulkan_backend.h"

#include "backend/host_engine.h"
#include "backend/load.h"
#include "engines/engine_kernels.h"
#include "engines/vulkan_device.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace inference::backend {
namespace {

rocm::EngineKernels vulkan_kernels() {
    return {.vulkan = true, .gfx_targets = {}, .rocblas_targets = {}};
}

using llamacpp::ListedDevice;

Result<void> has_vulkan(const Host& host) {
    if (!host.server) return std::unexpected(host.server.error());
    const auto build = build_of(host);
    if (build.has("vulkan")) return {};
    return fail(ErrorCode::unavailable,
                "vulkan: the engine " + host.server->path + " has no Vulkan (it has: " +
                    (build.backends.empty() ? "nothing that could be found" : ways_of(build)) +
                    "); rocinfer engine install vulkan");
}

std::string listed(const std::vector<ListedDevice>& devices) {
    std::string text;
    for (const auto& device : devices)
        text += (text.empty() ? "" : "; ") + device.line;
    return text.empty() ? "no device" : text;
}

/// Which of alike devices the GPU is, only the log of a load tells: the likeliest is tried first.
Result<std::unique_ptr<TextModel>> load_on(const std::vector<ListedDevice>& candidates,
                                           const std::string& path, const LoadOptions& options,
                                           Placement placement) {
    std::optional<Result<std::unique_ptr<TextModel>>> first;
    for (const auto& device : candidates) {
        placement.engine_device = device.name;
        auto model = load(path, options, placement);
        const bool there = model && (*model)->info().backend == placement.backend;
        const bool elsewhere =
            model ||
            model.error().message.find("not on " + placement.gpu->gpu.name) != std::string::npos;
        if (there || !elsewhere) return model;
        if (!first) first = std::move(model);
    }
    return *std::move(first);
}

}  // namespace

Result<void> VulkanBackend::available_for(const LoadOptions& options) const {
    const auto host = with_engine(*host_.look(), options.engine);
    // With the backend named a device of any maker may be; which there are, the load asks.
    const bool any_device = !options.backend.empty() && !options.device.empty();
    if (auto gpu = choose(host, options.device, vulkan_kernels()); !gpu && !any_device) {
        return std::unexpected(gpu.error());
    }
    return has_vulkan(host);
}

Result<std::unique_ptr<TextModel>> VulkanBackend::load_model(const std::string& path,
                                                             LoadOptions options) {
    auto host = with_engine(*host_.take(), options.engine);
    if (auto ok = has_vulkan(host); !ok) return std::unexpected(ok.error());
    auto environment = host.environment;
    for (const auto& [variable, value] : options.environment)
        environment.set(variable, value);
    const auto devices = llamacpp::list_devices(*host.server, environment);
    if (!devices) return std::unexpected(devices.error());
    auto choice = choose(host, options.device, vulkan_kernels());
    Placement placement{name(), std::move(host), std::nullopt};
    placement.devices = "Vulkan";
    if (!choice && options.device.empty()) {
        return fail(choice.error().code, "vulkan: " + choice.error().message +
                                             "; name another device with the option "
                                             "device (there is: " +
                                             listed(*devices) + "), or take the backend llama_cpp");
    }
    if (!choice) {
        const auto named = engines::named_devices(*devices, options.device);
        if (named.size() != 1) {
            return fail(ErrorCode::not_found, "vulkan: option device names " + options.device +
                                                  ", which is " +
                                                  (named.empty() ? "none" : "more than one") +
                                                  " of this engine's devices (" + listed(*devices) +
                                                  "), and of the AMD "
                                                  "GPUs: " +
                                                  choice.error().message);
        }
        placement.engine_device = named.front().name;
        placement.engine_device_name = named.front().description;
        placement.reason = options.device + " names it";
        return load(path, std::move(options), placement);
    }
    const auto candidates = engines::likeliest_first(*devices, choice->gpu);
    if (candidates.empty()) {
        return fail(ErrorCode::unavailable,
                    "vulkan: the engine lists no Vulkan device, so not " + choice->gpu.name +
                        " either: its driver (RADV of mesa-vulkan-drivers) is missing or can't "
                        "open the GPU; rocinfer doctor says more");
    }
    placement.gpu = *std::move(choice);
    placement.reason = placement.gpu->reason;
    return load_on(candidates, path, options, std::move(placement));
}

}  // namespace inference::backend
