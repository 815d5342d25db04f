// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "gpu/file_tree.h"

#include <inference/rocm/gpus.h>

#include <optional>
#include <string>

namespace inference::gpu {

/// Whether reading a sensor leaves the card's power state alone. Up to Linux 6.14 a sensor's file
/// wakes a suspended card, from 6.15 it answers EPERM.
bool is_awake(const std::optional<std::string>& runtime_status);

/// The sensors; those that are missing, busy or make no sense are absent.
/// `before`: an earlier reading, whose limits are taken over; may be null.
rocm::GpuTelemetry read_telemetry(const Folder& device, const FileTree& tree,
                                  const rocm::GpuTelemetry* before = nullptr);

/// The sensors' folder below a device; nothing where there is none (virtual functions, partitions).
std::optional<Folder> find_sensors(const Folder& device, const FileTree& tree);

/// The clock of the line that carries the star, in MHz.
std::optional<int> current_clock(std::string_view pp_dpm);

}  // namespace inference::gpu
