// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "gpu/file_tree.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace inference::gpu {

/// The name that a list like libdrm's amdgpu.ids gives a device and revision; empty where it has no
/// such row.
std::optional<std::string> name_in_ids(std::string_view ids, std::uint16_t device_id,
                                       std::uint8_t revision);

/// The product's name: of its device and revision in libdrm's list (ours, else the machine's, which
/// may be newer), else of its chip, else "AMD GPU 1002:747e".
std::string product_name(const FileTree& tree, std::uint16_t device_id,
                         std::optional<std::uint8_t> revision);

}  // namespace inference::gpu
