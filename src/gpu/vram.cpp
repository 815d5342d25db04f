// SPDX-License-Identifier: EUPL-1.2
#include "gpu/pci_device.h"
#include "gpu/telemetry.h"

#include <inference/rocm/gpus.h>

#include <fmt/format.h>

#include <algorithm>

namespace inference::gpu {
namespace {

OrErrno<Folder> device_folder(const FileTree& tree, const rocm::Gpu& gpu) {
    if (gpu.drm_card) {
        return tree.folder(fmt::format("sys/class/drm/card{}/device", *gpu.drm_card));
    }
    if (gpu.render_minor) {
        return tree.folder(fmt::format("sys/class/drm/renderD{}/device", *gpu.render_minor));
    }
    return tree.folder(fmt::format("sys/bus/pci/devices/{}", gpu.pci));
}

}  // namespace
}  // namespace inference::gpu

namespace inference::rocm {

Result<VramInfo> vram_info(const GpuInventory& inventory, const Gpu& gpu) {
    const auto& pool = gpu.works_in_gtt ? gpu.gtt : gpu.vram;
    if (!pool.total || !pool.used) {
        return fail(ErrorCode::unavailable,
                    fmt::format("gpu: the driver does not tell how much memory {} ({}) has free",
                                gpu.name, gpu.pci));
    }
    VramInfo info{*pool.total, *pool.used, *pool.free(), gpu.works_in_gtt};
    // A part of the RAM can't be freer than the RAM is.
    if (info.is_gtt && inventory.memory_available) {
        info.free = std::min(info.free, *inventory.memory_available);
    }
    return info;
}

Result<VramInfo> vram_info(const std::string& sysroot, std::string_view wanted) {
    const auto inventory = read_gpus(sysroot, GpuEnvironment::current());
    if (!inventory) return std::unexpected(inventory.error());
    const auto choice = choose_gpu(*inventory, wanted);
    if (!choice) return std::unexpected(choice.error());
    return vram_info(*inventory, choice->gpu);
}

void refresh(const std::string& sysroot, Gpu& gpu) {
    const auto tree = gpu::FileTree::open(sysroot);
    if (!tree) return;
    const auto device = gpu::device_folder(*tree, gpu);
    if (!device) {
        gpu.vram.used = gpu.visible_vram.used = gpu.gtt.used = std::nullopt;
        gpu.telemetry = {};
        return;
    }
    gpu.runtime_status = gpu::read_runtime_status(*device);
    if (!gpu.partitioned) gpu::read_memory(*device, gpu);
    gpu.telemetry =
        gpu::is_awake(gpu.runtime_status) ? gpu::read_telemetry(*device, *tree) : GpuTelemetry{};
}

}  // namespace inference::rocm
