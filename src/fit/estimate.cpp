// SPDX-License-Identifier: EUPL-1.2
#include "fit/estimate.h"

#include "fit/compute.h"

#include <algorithm>

namespace inference::fit {

Estimate estimate(const ModelProfile& profile, const RunConfig& config) noexcept {
    const ModelShape& shape = profile.shape;
    const std::size_t on_gpu = std::min(config.gpu_layers, profile.all_layers());
    // llama.cpp fills the GPU from the output backwards.
    const std::size_t first_on_gpu = profile.all_layers() - on_gpu;
    Estimate parts;
    parts.host = profile.weights.input;
    (on_gpu > 0 ? parts.weights : parts.host) += profile.weights.output;
    for (std::size_t i = 0; i < shape.layers.size(); ++i) {
        const std::uint64_t state = state_bytes(shape.layers[i], config.layout);
        const std::uint64_t cache = cache_bytes(shape.layers[i], shape, config.layout) + state;
        if (i < first_on_gpu) {
            parts.host += profile.weights.layers[i] + cache;
            continue;
        }
        parts.weights += profile.weights.layers[i];
        parts.cache += cache;
        parts.recurrent += state;
    }
    if (on_gpu > 0) {
        parts.compute = compute_bytes(shape, config.layout, config.flash_attention);
        parts.host += host_compute_bytes(shape, config.layout, config.flash_attention);
    } else {
        parts.host += compute_bytes(shape, config.layout, config.flash_attention);
    }
    return parts;
}

std::uint64_t largest_context(const ModelProfile& profile, RunConfig config, std::uint64_t limit,
                              std::uint64_t budget) noexcept {
    constexpr std::uint64_t kStep = 256;
    std::uint64_t low = 0;
    std::uint64_t high = rounded_context(limit) / kStep;
    while (low < high) {
        const std::uint64_t middle = low + (high - low + 1) / 2;
        config.layout.context = middle * kStep;
        if (estimate(profile, config).total() <= budget)
            low = middle;
        else
            high = middle - 1;
    }
    return low * kStep;
}

std::size_t most_layers(const ModelProfile& profile, RunConfig config,
                        std::uint64_t budget) noexcept {
    for (std::size_t layers = profile.all_layers(); layers > 0; --layers) {
        config.gpu_layers = layers;
        if (estimate(profile, config).total() <= budget) return layers;
    }
    return 0;
}

}  // namespace inference::fit
