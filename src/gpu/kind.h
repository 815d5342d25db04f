// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "gpu/file_tree.h"

#include <inference/rocm/gpus.h>

#include <cstdint>
#include <optional>
#include <span>
#include <string>

namespace inference::gpu {

struct KindFound {
    rocm::GpuKind kind;
    std::string reason;
};

/// Discrete or integrated, by rule; nothing where no rule can tell.
std::optional<KindFound> find_kind(std::optional<std::uint32_t> target,
                                   std::optional<std::uint16_t> device_id, const Folder* device,
                                   const FileTree& tree);

/// For those GPUs that no rule could tell (`unknown[i]`): by the size of their VRAM.
void settle_unknown_kinds(std::span<rocm::Gpu> gpus, std::span<const bool> unknown);

}  // namespace inference::gpu
