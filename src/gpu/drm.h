// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "gpu/file_tree.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace inference::gpu {

/// A graphics device as DRM and PCI know it, of any maker.
struct Card {
    Folder folder;    ///< its device folder
    std::string pci;  ///< empty for a partition, which is a platform device
    std::uint16_t vendor_id = 0;
    std::uint16_t device_id = 0;
    std::uint16_t subsystem_vendor_id = 0;
    std::uint16_t subsystem_device_id = 0;
    std::string driver;
    std::optional<int> drm_card;
    std::optional<int> render_minor;
};

constexpr std::uint16_t kAmd = 0x1002;

/// Every graphics device: those with a DRM card, then those that are only on the PCI bus (another
/// driver has them, or none).
std::vector<Card> find_cards(const FileTree& tree);

/// Whether the amdgpu kernel driver is there.
bool driver_is_loaded(const FileTree& tree);

}  // namespace inference::gpu
