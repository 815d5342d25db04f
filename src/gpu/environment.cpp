// SPDX-License-Identifier: EUPL-1.2
#include "gpu/text.h"

#include <inference/rocm/gpus.h>

#include <string_view>
#include <unistd.h>

namespace inference::rocm {
namespace {

constexpr std::string_view kOverride = "HSA_OVERRIDE_GFX_VERSION";

void take(GpuEnvironment& environment, std::string_view name, std::string_view value) {
    if (name == "ROCR_VISIBLE_DEVICES") environment.rocr_visible_devices = value;
    if (name == "HIP_VISIBLE_DEVICES") environment.hip_visible_devices = value;
    if (name == "CUDA_VISIBLE_DEVICES") environment.cuda_visible_devices = value;
    if (name == "GPU_DEVICE_ORDINAL") environment.gpu_device_ordinal = value;
    if (name == kOverride) environment.gfx_override = value;
    if (const auto node = gpu::numbered(name, "HSA_OVERRIDE_GFX_VERSION_")) {
        environment.gfx_override_by_node[*node] = value;
    }
}

}  // namespace

GpuEnvironment GpuEnvironment::from(
    std::span<const std::pair<std::string, std::string>> variables) {
    GpuEnvironment environment;
    for (const auto& [name, value] : variables)
        take(environment, name, value);
    return environment;
}

GpuEnvironment GpuEnvironment::current() {
    GpuEnvironment environment;
    for (char** entry = environ; entry && *entry; ++entry) {
        const std::string_view line = *entry;
        const auto equals = line.find('=');
        if (equals == std::string_view::npos) continue;
        take(environment, line.substr(0, equals), line.substr(equals + 1));
    }
    return environment;
}

}  // namespace inference::rocm
