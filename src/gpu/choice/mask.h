// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace inference::gpu {

/// What a ROCR_VISIBLE_DEVICES leaves, by ROCm's own rules.
struct Mask {
    std::vector<int> visible;  ///< ROCm's indices, in the order of the mask
    std::string note;          ///< where it ended early, why; else empty
    bool fatal = false;        ///< ROCm's parser throws on it: no program starts
};

/// `uuids`: one for each GPU in ROCm's order, absent where it has none.
Mask apply_mask(std::string_view value, std::span<const std::optional<std::string>> uuids);

}  // namespace inference::gpu
