// SPDX-License-Identifier: EUPL-1.2
#include "gpu/file_tree.h"
#include "gpu/text.h"

#include <inference/rocm/gpus.h>

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace inference::gpu {
namespace {

/// "9224 MiB", "22528 KiB", "0": a bare number is bytes.
std::optional<std::uint64_t> amount(std::optional<std::string_view> text) {
    if (!text) return std::nullopt;
    std::uint64_t unit = 1;
    for (const auto& [name, factor] : {std::pair{"KiB", 10}, {"MiB", 20}, {"GiB", 30}}) {
        if (!text->ends_with(name)) continue;
        unit = std::uint64_t{1} << factor;
        text->remove_suffix(3);
        break;
    }
    const auto number = parse_u64(*text);
    if (!number || *number > ~std::uint64_t{0} / unit) return std::nullopt;
    return *number * unit;
}

/// Newer kernels say resident; the old key is the same figure.
std::uint64_t region(std::string_view text, std::string_view name) {
    auto bytes = amount(value_after(text, fmt::format("drm-resident-{}:", name)));
    if (!bytes) bytes = amount(value_after(text, fmt::format("drm-memory-{}:", name)));
    return bytes.value_or(0);
}

std::optional<rocm::ProcessMemory> from_fdinfo(const FileTree& tree, int pid,
                                               std::string_view pci) {
    const auto folder = tree.folder(fmt::format("proc/{}/fdinfo", pid));
    if (!folder) return std::nullopt;
    const auto names = folder->list();
    if (!names) return std::nullopt;
    rocm::ProcessMemory memory;
    std::set<std::string, std::less<>> seen;
    for (const auto& name : *names) {
        const auto text = folder->read(name);
        if (!text || value_after(*text, "drm-driver:") != "amdgpu") continue;
        const auto address = value_after(*text, "drm-pdev:");
        if (!address || to_lower(*address) != pci) continue;
        // Descriptors that were duplicated are one client: count it once.
        const auto client = value_after(*text, "drm-client-id:");
        if (client && !seen.emplace(*client).second) continue;
        if (!client) seen.emplace(name);
        memory.vram += region(*text, "vram");
        memory.gtt += region(*text, "gtt");
    }
    if (seen.empty()) return std::nullopt;
    return memory;
}

std::optional<rocm::ProcessMemory> from_kfd(const FileTree& tree, int pid, const rocm::Gpu& gpu) {
    if (!gpu.kfd_gpu_id) return std::nullopt;
    auto text = tree.read(fmt::format("sys/class/kfd/kfd/proc/{}/vram_{}", pid, *gpu.kfd_gpu_id));
    const auto bytes = text ? parse_u64(*text) : std::nullopt;
    if (!bytes) return std::nullopt;
    rocm::ProcessMemory memory;
    memory.source = rocm::ProcessMemory::Source::kfd;
    // The KFD calls it VRAM also where it is the GTT of an integrated GPU.
    (gpu.works_in_gtt ? memory.gtt : memory.vram) = *bytes;
    return memory;
}

}  // namespace
}  // namespace inference::gpu

namespace inference::rocm {

Result<ProcessMemory> process_memory(const std::string& sysroot, int pid, const Gpu& gpu) {
    const auto tree = gpu::FileTree::open(sysroot);
    if (!tree) return std::unexpected(tree.error());
    const auto by_kfd = gpu::from_kfd(*tree, pid, gpu);
    // Partitions share their chip's PCI address: only the KFD tells them apart.
    if (gpu.partitioned && by_kfd) return *by_kfd;
    if (const auto memory = gpu::from_fdinfo(*tree, pid, gpu.pci)) return *memory;
    if (by_kfd) return *by_kfd;
    return fail(
        ErrorCode::not_found,
        fmt::format("gpu: process {} holds no memory on {} that could be seen", pid, gpu.pci));
}

}  // namespace inference::rocm
