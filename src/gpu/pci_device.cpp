// SPDX-License-Identifier: EUPL-1.2
#include "gpu/pci_device.h"

#include "gpu/gfx_target.h"
#include "gpu/telemetry.h"
#include "gpu/text.h"

#include <fmt/format.h>

namespace inference::gpu {
namespace {

std::optional<std::uint64_t> bytes(const Folder& device, std::string_view name) {
    const auto text = device.read(name);
    return text ? parse_u64(*text) : std::nullopt;
}

/// The file's text without white space around it; nothing where that is empty.
std::optional<std::string> word(const Folder& device, std::string_view name) {
    const auto text = device.read(name);
    if (!text) return std::nullopt;
    const auto trimmed = trim(*text);
    if (trimmed.empty() || trimmed.size() > 256) return std::nullopt;
    for (const char c : trimmed) {
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) return std::nullopt;
    }
    return std::string(trimmed);
}

}  // namespace

std::optional<std::string> read_runtime_status(const Folder& device, const FileTree& tree) {
    const auto power = tree.folder_in(device, "power");
    return power ? word(*power, "runtime_status") : std::nullopt;
}

void read_memory(const Folder& device, rocm::Gpu& gpu) {
    gpu.vram = {bytes(device, "mem_info_vram_total"), bytes(device, "mem_info_vram_used")};
    gpu.visible_vram = {bytes(device, "mem_info_vis_vram_total"),
                        bytes(device, "mem_info_vis_vram_used")};
    gpu.gtt = {bytes(device, "mem_info_gtt_total"), bytes(device, "mem_info_gtt_used")};
}

void read_memory_used(const Folder& device, rocm::Gpu& gpu) {
    if (gpu.vram.total) gpu.vram.used = bytes(device, "mem_info_vram_used");
    if (gpu.visible_vram.total) gpu.visible_vram.used = bytes(device, "mem_info_vis_vram_used");
    if (gpu.gtt.total) gpu.gtt.used = bytes(device, "mem_info_gtt_used");
}

void read_device(const Folder& device, const FileTree& tree, rocm::Gpu& gpu) {
    if (const auto text = device.read("revision")) {
        if (const auto number = parse_hex(*text); number && *number <= 0xff) {
            gpu.revision = static_cast<std::uint8_t>(*number);
        }
    }
    if (const auto product = word(device, "product_name")) gpu.name = *product;
    if (const auto text = device.read("unique_id")) {
        // Present but empty, or 0, where the chip has none.
        if (const auto id = parse_hex(*text); id && *id != 0) {
            gpu.uuid = fmt::format("GPU-{:016x}", *id);
        }
    }
    gpu.vram_vendor = word(device, "mem_info_vram_vendor");
    gpu.runtime_status = read_runtime_status(device, tree);
    read_memory(device, gpu);
    if (!is_awake(gpu.runtime_status)) return;
    gpu.link_speed = word(device, "current_link_speed");
    if (const auto width = device.read("current_link_width")) {
        if (const auto lanes = parse_u64(*width); lanes && *lanes > 0 && *lanes <= 64) {
            gpu.link_width = static_cast<int>(*lanes);
        }
    }
}

std::optional<std::uint32_t> read_core_target(const Folder& device, const FileTree& tree) {
    const auto core = tree.folder(device.path() + "/ip_discovery/die/0/GC/0");
    if (!core) return std::nullopt;
    const auto part = [&](std::string_view name) -> std::optional<unsigned> {
        const auto text = core->read(name);
        const auto number = text ? parse_u64(*text) : std::nullopt;
        if (!number || *number > 255) return std::nullopt;
        return static_cast<unsigned>(*number);
    };
    const auto major = part("major");
    const auto minor = part("minor");
    const auto revision = part("revision");
    if (!major || !minor || !revision) return std::nullopt;
    return target_of_core(*major, *minor, *revision);
}

}  // namespace inference::gpu
