// SPDX-License-Identifier: EUPL-1.2
#include "gpu/text.h"

#include <inference/rocm/gpus.h>

#include <string>
#include <string_view>

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

GpuEnvironment GpuEnvironment::from(const Environment& environment) {
    GpuEnvironment picked;
    for (const auto& [name, value] : environment.variables())
        take(picked, name, value);
    return picked;
}

std::string sysroot_of(const Environment& environment) {
    return environment.get_text("ROCINFER_SYSROOT").value_or("/");
}

}  // namespace inference::rocm
