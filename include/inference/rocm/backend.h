// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <inference/registry.h>

namespace inference::rocm {

/// Adds the backends `rocm` and `llama_cpp` to a registry. Linking rocinfer::rocm does this for the
/// global one by itself; call it for a registry of your own. Replaces what is there.
void register_backend(Registry& registry);

}  // namespace inference::rocm
