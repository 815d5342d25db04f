// SPDX-License-Identifier: EUPL-1.2
#include "gpu/kind.h"

#include "gpu/gfx_target.h"
#include "gpu/telemetry.h"
#include "gpu/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>

namespace inference::gpu {
namespace {

// The graphics cores that exist in processors only (the kernel's amdgpu_discovery.c); to be
// extended for new chips.
constexpr std::array<std::uint32_t, 11> kIntegratedTargets{
    90002, 90012, 100103, 100303, 100305, 100306, 110003, 110500, 110501, 110502, 110503};

// Those that exist on cards only. What is in neither list goes on to the other rules.
constexpr std::array<std::uint32_t, 21> kDiscreteTargets{
    90000,  90004,  90006,  90008,  90010,  90400,  90401,  90402,  90500,  100100, 100101,
    100102, 100300, 100301, 100302, 100304, 110000, 110001, 110002, 120000, 120001};

constexpr std::uint16_t kMi300a = 0x74a0;

bool exists(const Folder& folder, std::string_view name) {
    const auto text = folder.read(name);
    return text || text.error() != ENOENT;
}

}  // namespace

std::optional<KindFound> find_kind(std::optional<std::uint32_t> target,
                                   std::optional<std::uint16_t> device_id, const Folder* device,
                                   const FileTree& tree) {
    using enum rocm::GpuKind;
    if (device_id == kMi300a) {
        return KindFound{integrated, "an MI300A, whose CPU and GPU share their memory"};
    }
    if (target && *target != 0) {
        const auto name = gfx_name(*target).value_or("its core");
        if (std::ranges::find(kIntegratedTargets, *target) != kIntegratedTargets.end()) {
            return KindFound{integrated, name + " is only made as a part of a processor"};
        }
        if (std::ranges::find(kDiscreteTargets, *target) != kDiscreteTargets.end()) {
            return KindFound{discrete, name + " is only made as a card of its own"};
        }
    }
    if (!device) return std::nullopt;
    if (exists(*device, "board_info")) {
        return KindFound{discrete, "it has a board (board_info)"};
    }
    if (exists(*device, "mem_busy_percent")) {
        return KindFound{discrete, "it has a memory controller of its own (mem_busy_percent)"};
    }
    const auto sensors = find_sensors(*device, tree);
    if (!sensors) return std::nullopt;
    if (exists(*sensors, "fan1_input") || exists(*sensors, "temp2_input")) {
        return KindFound{discrete, "it has a fan or a second temperature sensor"};
    }
    const auto label = sensors->read("in1_label");
    if (label && trim(*label) == "vddnb") {
        return KindFound{integrated, "it has the processor's voltage sensor (vddnb)"};
    }
    return std::nullopt;
}

void settle_unknown_kinds(std::span<rocm::Gpu> gpus, std::span<const bool> unknown) {
    std::uint64_t largest = 0;
    for (const auto& gpu : gpus)
        largest = std::max(largest, gpu.vram.total.value_or(0));
    for (std::size_t i = 0; i < gpus.size(); ++i) {
        if (!unknown[i]) continue;
        const bool big = gpus[i].vram.total.value_or(0) >= largest / 2;
        gpus[i].kind = big ? rocm::GpuKind::discrete : rocm::GpuKind::integrated;
        gpus[i].kind_reason = big ? "no rule tells, but no GPU here has much more VRAM"
                                  : "no rule tells, but another GPU here has far more VRAM";
    }
}

}  // namespace inference::gpu
