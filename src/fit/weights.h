// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <inference/gguf.h>

#include <cstdint>
#include <vector>

namespace inference::fit {

/// Where a model's tensors go.
struct WeightShares {
    std::uint64_t input = 0;            ///< the embedding: always on the host
    std::uint64_t output = 0;           ///< goes with the last layer
    std::vector<std::uint64_t> layers;  ///< one for each block
    std::uint64_t all = 0;              ///< every tensor once
    bool has_unknown_type = false;
};

WeightShares weight_shares(const inference::GgufModel& model, std::size_t blocks);

}  // namespace inference::fit
