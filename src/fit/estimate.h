// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "fit/kv_cache.h"
#include "fit/shape.h"
#include "fit/weights.h"

namespace inference::fit {

/// A way to run a model.
struct RunConfig {
    CacheLayout layout;
    bool flash_attention = true;
    std::size_t gpu_layers = 0;  ///< of the blocks and one for the output
};

/// What a model that is run so takes, in bytes.
struct Estimate {
    std::uint64_t weights = 0;
    std::uint64_t cache = 0;      ///< with the states
    std::uint64_t recurrent = 0;  ///< the states alone
    std::uint64_t compute = 0;
    std::uint64_t host = 0;

    std::uint64_t total() const noexcept { return weights + cache + compute; }
};

/// Everything about one model that the planner asks again and again.
struct ModelProfile {
    ModelShape shape;
    WeightShares weights;

    /// The blocks and one for the output.
    std::size_t all_layers() const noexcept { return shape.layers.size() + 1; }
};

Estimate estimate(const ModelProfile& profile, const RunConfig& config) noexcept;

/// The largest context (a multiple of 256, at most `limit`) at which the model takes no more than
/// `budget`; 0 = none.
std::uint64_t largest_context(const ModelProfile& profile, RunConfig config, std::uint64_t limit,
                              std::uint64_t budget) noexcept;

/// The most layers that take no more than `budget`; 0 = none.
std::size_t most_layers(const ModelProfile& profile, RunConfig config,
                        std::uint64_t budget) noexcept;

}  // namespace inference::fit
