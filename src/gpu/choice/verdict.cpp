// SPDX-License-Identifier: EUPL-1.2
#include "gpu/choice/verdict.h"

#include "base/errno_text.h"
#include "gpu/gfx_target.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <optional>
#include <utility>

namespace inference::gpu {
namespace {

std::string render_node(const rocm::Gpu& gpu) {
    return fmt::format("/dev/dri/renderD{}", gpu.render_minor.value_or(0));
}

std::string group_of(const rocm::DeviceAccess& access) {
    if (!access.group.empty() && access.group_id) {
        return fmt::format("the group {} (gid {})", access.group, *access.group_id);
    }
    if (access.group_id) return fmt::format("the group with the number {}", *access.group_id);
    return "the group that owns it (render on most systems)";
}

const rocm::Gpu* without_permission(const rocm::GpuInventory& inventory) {
    const auto found = std::ranges::find_if(inventory.gpus, [](const rocm::Gpu& gpu) {
        return gpu.kfd_node && gpu.render_access.error == EACCES;
    });
    return found == inventory.gpus.end() ? nullptr : &*found;
}

/// An override reaches every GPU that ROCm sees: it is advised only where it changes this one
/// alone.
std::string override_advice(const rocm::GpuInventory& inventory, const rocm::Gpu& gpu,
                            std::span<const std::string> targets) {
    const auto relative = close_relative(targets, *gpu.effective_gfx());
    if (!relative || gpu.gfx_override) return {};
    const auto reached = std::ranges::count_if(
        inventory.gpus, [](const rocm::Gpu& other) { return other.rocm_index.has_value(); });
    if (reached != 1) return {};
    return fmt::format(", or set HSA_OVERRIDE_GFX_VERSION={} to run its relative {}'s code",
                       override_for(*relative).value_or(""), *relative);
}

std::string target_reason(const rocm::GpuInventory& inventory, const rocm::Gpu& gpu,
                          std::span<const std::string> targets) {
    return fmt::format(
        "its gfx target {}{} is not among those that this llama-server was built for ({}): get a "
        "build for {}, or use it through Vulkan (rocinfer engine install vulkan){}",
        *gpu.effective_gfx(),
        gpu.gfx_override ? fmt::format(" (from HSA_OVERRIDE_GFX_VERSION; the chip is {})",
                                       gpu.gfx.value_or("unknown"))
                         : "",
        fmt::join(targets, ", "), *gpu.effective_gfx(), override_advice(inventory, gpu, targets));
}

std::string rocblas_reason(const rocm::Gpu& gpu, std::span<const std::string> targets) {
    return fmt::format(
        "the rocBLAS of this llama-server has no kernels for its gfx target {} (it has: {}): get "
        "them (scripts/install-llama-server --rocm --gfx {}), or use it through Vulkan (rocinfer "
        "engine install vulkan)",
        *gpu.effective_gfx(), fmt::join(targets, ", "), *gpu.effective_gfx());
}

rocm::GpuVerdict no(ErrorCode code, std::string reason) {
    return {false, code, std::move(reason)};
}

/// Left out on purpose, whichever way the engine goes.
std::optional<rocm::GpuVerdict> masked(const rocm::GpuInventory& inventory, const rocm::Gpu& gpu) {
    if (!gpu.rocm_index || gpu.masked_index) return std::nullopt;
    const auto mask = inventory.environment.rocr_visible_devices.value_or("");
    return no(ErrorCode::unavailable,
              mask.empty() ? "ROCR_VISIBLE_DEVICES is set but empty, which hides every GPU: "
                             "unset it"
                           : fmt::format("ROCR_VISIBLE_DEVICES={} leaves it out: add {} to it",
                                         mask, *gpu.rocm_index));
}

rocm::GpuVerdict assess_for_vulkan(const rocm::GpuInventory& inventory, const rocm::Gpu& gpu) {
    if (gpu.driver != "amdgpu") {
        return no(ErrorCode::unavailable,
                  gpu.driver.empty() ? std::string("no driver has it: load amdgpu")
                                     : fmt::format("the driver {} has it, not amdgpu", gpu.driver));
    }
    if (!gpu.render_minor) {
        return no(ErrorCode::unavailable, "it has no /dev/dri/renderD* device");
    }
    if (!gpu.render_access.ok()) {
        return no(ErrorCode::unavailable, access_reason(render_node(gpu), gpu.render_access));
    }
    if (auto left_out = masked(inventory, gpu)) return *std::move(left_out);
    return {true, ErrorCode::unavailable, "usable"};
}

rocm::GpuVerdict assess(const rocm::GpuInventory& inventory, const rocm::Gpu& gpu,
                        const rocm::EngineKernels& engine) {
    if (engine.vulkan) return assess_for_vulkan(inventory, gpu);
    if (!gpu.problems.empty()) {
        return no(ErrorCode::unavailable, fmt::format("{}", fmt::join(gpu.problems, "; ")));
    }
    if (!inventory.kfd_access.ok()) {
        return no(ErrorCode::unavailable, access_reason("/dev/kfd", inventory.kfd_access));
    }
    if (!gpu.render_access.ok()) {
        return no(ErrorCode::unavailable, access_reason(render_node(gpu), gpu.render_access));
    }
    if (const auto* other = without_permission(inventory)) {
        return no(ErrorCode::unavailable,
                  fmt::format("ROCm gives up on all GPUs: {}",
                              access_reason(render_node(*other), other->render_access)));
    }
    if (!gpu.rocm_index) {
        return no(ErrorCode::unavailable, "ROCm does not see it");
    }
    if (auto left_out = masked(inventory, gpu)) return *std::move(left_out);
    const auto& gfx = gpu.effective_gfx();
    if (!gfx) return {true, ErrorCode::unavailable, "usable"};
    if (!engine.gfx_targets.empty() && !covers(engine.gfx_targets, *gfx)) {
        return no(ErrorCode::unsupported, target_reason(inventory, gpu, engine.gfx_targets));
    }
    if (!engine.rocblas_targets.empty() && !covers(engine.rocblas_targets, *gfx)) {
        return no(ErrorCode::unsupported, rocblas_reason(gpu, engine.rocblas_targets));
    }
    return {true, ErrorCode::unavailable, "usable"};
}

}  // namespace

std::string access_reason(const std::string& device, const rocm::DeviceAccess& access) {
    if (access.error == EACCES) {
        return fmt::format(
            "no permission to open {}: join {}, e.g. sudo usermod -aG {} $USER, and log in again; "
            "in a container: --group-add {}",
            device, group_of(access), access.group.empty() ? "render" : access.group,
            access.group_id ? std::to_string(*access.group_id) : "with that group's number");
    }
    if (access.error == ENOENT) {
        return fmt::format(
            "{} is missing: in a container pass --device {}; else load the amdgpu "
            "driver",
            device, device);
    }
    if (access.error == EPERM) {
        return fmt::format("this container forbids {}: pass --device {}", device, device);
    }
    return fmt::format("{} does not open: {}; see dmesg for the driver's reason", device,
                       base::errno_text(access.error));
}

}  // namespace inference::gpu

namespace inference::rocm {

std::string_view to_string(GpuKind kind) noexcept {
    return kind == GpuKind::discrete ? "discrete" : "integrated";
}

std::vector<GpuVerdict> assess_gpus_for(const GpuInventory& inventory,
                                        const EngineKernels& engine) {
    std::vector<GpuVerdict> verdicts;
    verdicts.reserve(inventory.gpus.size());
    for (const auto& gpu : inventory.gpus)
        verdicts.push_back(gpu::assess(inventory, gpu, engine));
    return verdicts;
}

std::vector<GpuVerdict> assess_gpus(const GpuInventory& inventory,
                                    std::span<const std::string> server_targets) {
    return assess_gpus_for(inventory, {false, {server_targets.begin(), server_targets.end()}, {}});
}

}  // namespace inference::rocm
