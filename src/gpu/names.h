// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "gpu/file_tree.h"

#include <cstdint>
#include <optional>
#include <string>

namespace inference::gpu {

/// The product's name: of its device and revision in libdrm's list (ours, else the machine's, which
/// may be newer), else of its chip, else "AMD GPU 1002:747e".
std::string product_name(const FileTree& tree, std::uint16_t device_id,
                         std::optional<std::uint8_t> revision);

}  // namespace inference::gpu
