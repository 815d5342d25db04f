// SPDX-License-Identifier: EUPL-1.2
#include "gpu/kfd.h"

#include "base/errno_text.h"
#include "gpu/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>

namespace inference::gpu {
namespace {

// ROCm's own path; /sys/class/kfd/kfd is a link to it.
constexpr std::string_view kNodes = "sys/devices/virtual/kfd/kfd/topology/nodes";
constexpr std::string_view kNodesByClass = "sys/class/kfd/kfd/topology/nodes";
constexpr std::size_t kMostBanks = 64;

std::uint64_t local_memory(const FileTree& tree, const Folder& node, std::uint64_t banks) {
    std::uint64_t bytes = 0;
    const auto all = tree.folder_in(node, "mem_banks");
    if (!all) return bytes;
    for (std::uint64_t bank = 0; bank < std::min<std::uint64_t>(banks, kMostBanks); ++bank) {
        const auto folder = tree.folder_in(*all, std::to_string(bank));
        if (!folder) break;  // they are numbered without gaps
        const auto text = folder->read("properties");
        if (!text) continue;
        const auto properties = parse_properties(*text);
        const auto heap = properties.find("heap_type");
        const auto size = properties.find("size_in_bytes");
        if (heap == properties.end() || size == properties.end()) continue;
        if (heap->second == 1 || heap->second == 2) bytes += size->second;
    }
    return bytes;
}

std::optional<KfdNode> read_node(const FileTree& tree, const Folder& folder, int number,
                                 std::string_view text) {
    const auto properties = parse_properties(text);
    const auto value = [&](std::string_view key) -> std::uint64_t {
        const auto found = properties.find(key);
        return found == properties.end() ? 0 : found->second;
    };
    if (value("simd_count") == 0) return std::nullopt;
    KfdNode node;
    node.number = number;
    if (const auto id = folder.read("gpu_id")) {
        if (const auto parsed = parse_u64(*id)) node.gpu_id = static_cast<std::uint32_t>(*parsed);
    }
    node.target_version = static_cast<std::uint32_t>(value("gfx_target_version"));
    node.unique_id = value("unique_id");
    node.device_id = static_cast<std::uint32_t>(value("device_id"));
    node.domain = static_cast<std::uint32_t>(value("domain"));
    node.location = static_cast<std::uint32_t>(value("location_id"));
    node.render_minor =
        static_cast<int>(std::min<std::uint64_t>(value("drm_render_minor"), 1 << 20));
    const auto per_unit = value("simd_per_cu");
    if (per_unit != 0) {
        node.compute_units =
            static_cast<int>(std::min<std::uint64_t>(value("simd_count") / per_unit, 1 << 20));
    }
    node.bank_bytes = local_memory(tree, folder, value("mem_banks_count"));
    return node;
}

}  // namespace

std::string KfdNode::pci() const {
    return fmt::format("{:04x}:{:02x}:{:02x}.{}", domain & 0xffffU, location >> 8 & 0xffU,
                       location >> 3 & 0x1fU, location & 7U);
}

KfdTopology read_topology(const FileTree& tree) {
    KfdTopology topology;
    auto nodes = tree.folder(kNodes);
    if (!nodes) nodes = tree.folder(kNodesByClass);
    if (!nodes) return topology;
    topology.present = true;
    const auto names = nodes->list();
    if (!names) return topology;

    std::vector<int> numbers;
    for (const auto& name : *names) {
        if (const auto number = numbered(name, "")) numbers.push_back(*number);
    }
    std::ranges::sort(numbers);
    for (const int number : numbers) {
        const auto folder = tree.folder_in(*nodes, std::to_string(number));
        if (!folder) continue;
        const auto text = folder->read("properties");
        if (text) {
            if (auto node = read_node(tree, *folder, number, *text)) {
                topology.gpus.push_back(*node);
            }
        } else if (text.error() == EPERM || text.error() == EACCES) {
            topology.hidden_nodes.push_back(number);
        } else {
            topology.notes.push_back(fmt::format("KFD node {} can't be read: {}", number,
                                                 base::errno_text(text.error())));
        }
    }
    return topology;
}

}  // namespace inference::gpu
