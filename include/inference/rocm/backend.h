// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <inference/registry.h>

#include <string>

namespace inference::rocm {

/// Adds the backends `rocm`, `vulkan` and `llama_cpp` to a registry. Linking rocinfer::rocm does
/// this for the global one by itself; call it for a registry of your own. Replaces what is there.
/// `sysroot` is the folder under which `rocm` looks for GPUs, as for read_gpus(); empty =
/// ROCINFER_SYSROOT of the environment, else "/".
void register_backend(Registry& registry, const std::string& sysroot = {});

}  // namespace inference::rocm
