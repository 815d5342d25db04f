// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "gpu/file_tree.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace inference::gpu {

/// A node of the KFD topology that is a GPU.
struct KfdNode {
    int number = 0;
    std::optional<std::uint32_t> gpu_id;
    std::uint32_t target_version = 0;
    std::uint64_t unique_id = 0;
    std::uint32_t device_id = 0;
    std::uint32_t domain = 0;
    std::uint32_t location = 0;  ///< bus << 8 | device << 3 | function; a partition's number in it
    int render_minor = 0;
    int compute_units = 0;
    std::uint64_t bank_bytes = 0;  ///< its local memory; of an integrated GPU its share of the RAM

    /// "0000:03:00.0"
    std::string pci() const;
};

/// What the topology tells.
struct KfdTopology {
    bool present = false;
    std::vector<KfdNode> gpus;      ///< ascending node number
    std::vector<int> hidden_nodes;  ///< a device cgroup forbids to read them
    std::vector<std::string> notes;
};

KfdTopology read_topology(const FileTree& tree);

}  // namespace inference::gpu
