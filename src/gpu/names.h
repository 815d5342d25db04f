// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "gpu/file_tree.h"

#include <cstdint>
#include <optional>
#include <string>

namespace inference::gpu {

/// The product's name: from our table, else from libdrm's list where the machine has it, else
/// "AMD GPU 1002:747e".
std::string product_name(const FileTree& tree, std::uint16_t device_id,
                         std::optional<std::uint8_t> revision);

/// One entry of libdrm's amdgpu.ids ("747E,	C8,	AMD Radeon RX 7800 XT").
std::optional<std::string> name_in_ids(std::string_view ids, std::uint16_t device_id,
                                       std::optional<std::uint8_t> revision);

}  // namespace inference::gpu
