// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace inference::llamacpp {

/// The gfx targets ("gfx1101", "gfx90a:xnack-", "amdgcnspirv") that the GPU code in a file was made
/// for, sorted, each once: read from its clang offload bundles, plain or compressed. Only the
/// bundles' tables are read, not the code. Empty where there is none or none can be read.
std::vector<std::string> gfx_targets_in(std::string_view file);

}  // namespace inference::llamacpp
