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

void refresh_one(const FileTree& tree, rocm::Gpu& gpu) {
    const auto device = device_folder(tree, gpu);
    if (!device) {
        gpu.vram.used = gpu.visible_vram.used = gpu.gtt.used = std::nullopt;
        gpu.telemetry = {};
        return;
    }
    gpu.runtime_status = read_runtime_status(*device, tree);
    if (!gpu.partitioned) read_memory_used(*device, gpu);
    gpu.telemetry = is_awake(gpu.runtime_status) ? read_telemetry(*device, tree, &gpu.telemetry)
                                                 : rocm::GpuTelemetry{};
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
    const auto environment = Environment::of_process();
    const auto inventory = read_gpus(sysroot.empty() ? sysroot_of(environment) : sysroot,
                                     GpuEnvironment::from(environment));
    if (!inventory) return std::unexpected(inventory.error());
    const auto choice = choose_gpu(*inventory, wanted);
    if (!choice) return std::unexpected(choice.error());
    return vram_info(*inventory, choice->gpu);
}

void refresh(const std::string& sysroot, std::span<Gpu> gpus) {
    const auto tree = gpu::FileTree::open(sysroot);
    if (!tree) return;
    for (auto& gpu : gpus)
        gpu::refresh_one(*tree, gpu);
}

void refresh(const std::string& sysroot, Gpu& gpu) {
    refresh(sysroot, std::span(&gpu, 1));
}

}  // namespace inference::rocm
