// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace inference::llamacpp {

/// The gfx targets in the offload bundles of a file, sorted, each once. Compressed bundles tell
/// nothing.
std::vector<std::string> gfx_targets_in(std::string_view file);

}  // namespace inference::llamacpp
