// SPDX-License-Identifier: EUPL-1.2
#include "stub/refusal.h"

#include <inference/rocm/gpus.h>

namespace inference::rocm {

std::string_view to_string(GpuKind kind) noexcept {
    return kind == GpuKind::discrete ? "discrete" : "integrated";
}

GpuEnvironment GpuEnvironment::from(const Environment&) {
    return {};
}

std::string sysroot_of(const Environment&) {
    return "/";
}

Result<GpuInventory> read_gpus(const std::string&, const GpuEnvironment&) {
    return stub::refusal("gpu");
}

Result<VramInfo> vram_info(const GpuInventory&, const Gpu&) {
    return stub::refusal("gpu");
}

Result<VramInfo> vram_info(const std::string&, std::string_view) {
    return stub::refusal("gpu");
}

std::vector<GpuVerdict> assess_gpus(const GpuInventory& inventory, std::span<const std::string>) {
    return {inventory.gpus.size(),
            GpuVerdict{false, ErrorCode::unavailable, stub::refusal("gpu").error().message}};
}

Result<GpuChoice> choose_gpu(const GpuInventory&, std::string_view, std::span<const std::string>) {
    return stub::refusal("gpu");
}

Result<ProcessMemory> process_memory(const std::string&, int, const Gpu&) {
    return stub::refusal("gpu");
}

void refresh(const std::string&, Gpu&) {}

void refresh(const std::string&, std::span<Gpu>) {}

MemoryReturned wait_for_memory_back(const std::string&, const Gpu&, std::uint64_t,
                                    const MemoryWait&) {
    return {};
}

}  // namespace inference::rocm
