// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "gpu/file_tree.h"

#include <inference/rocm/gpus.h>

#include <optional>
#include <string>

namespace inference::gpu {

/// Fills in what the device folder tells that does not change; link speed and telemetry only of a
/// card that is awake.
void read_device(const Folder& device, const FileTree& tree, rocm::Gpu& gpu);

/// VRAM, CPU-visible VRAM, GTT: reading these never wakes a card.
void read_memory(const Folder& device, rocm::Gpu& gpu);
/// Only what moves.
void read_memory_used(const Folder& device, rocm::Gpu& gpu);

/// "active", "suspended", …: never wakes a card.
std::optional<std::string> read_runtime_status(const Folder& device, const FileTree& tree);

/// The graphics core's version by ip_discovery, as the KFD would write it.
std::optional<std::uint32_t> read_core_target(const Folder& device, const FileTree& tree);

}  // namespace inference::gpu
