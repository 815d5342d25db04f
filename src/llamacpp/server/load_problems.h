// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "llamacpp/server/load_report.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace inference::llamacpp {

/// What was wanted of a load.
struct LoadExpectation {
    int gpu_layers = -1;  ///< −1 = all, 0 = none
    /// What the engine's names of its devices begin with: "ROCm", "Vulkan"; empty = any GPU.
    std::string devices;
    std::string pci;   ///< of the GPU that the engine was pinned to; empty = not known
    std::string name;  ///< the same for people, or of the engine's device where it has no address
    std::string gfx;   ///< its target as ROCm takes it; empty = not known
};

/// Whether layers and caches lie on the GPU that was wanted and on no other: on a device of the
/// right kind, whose PCI address (where one was wanted) the engine told. Not where it says nothing.
bool is_on_wanted_gpu(const LoadReport& report, const LoadExpectation& expected);

/// Where the load differs from what was wanted, a sentence each without a full stop: no GPU used,
/// layers that did not fit, another device or more than one, or a log that does not tell. Empty
/// where all is well.
std::vector<std::string> load_problems(const LoadReport& report, const LoadExpectation& expected);

/// Whether memory that should be VRAM went into the GTT: a sentence, else nothing. `gtt_before` and
/// `gtt_after` are the GPU's used GTT around the load, in bytes. Not for integrated GPUs, whose
/// memory is the GTT.
std::optional<std::string> spill_to_gtt(const LoadReport& report, std::uint64_t gtt_before,
                                        std::uint64_t gtt_after);

}  // namespace inference::llamacpp
