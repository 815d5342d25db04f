// SPDX-License-Identifier: EUPL-1.2
#include "fit/compute.h"

#include <algorithm>

namespace inference::fit {

namespace {

// Sparse attention scores every cell before it chooses: bytes for each token and cell, measured.
constexpr std::uint64_t kIndexBytes = 17;
// The blocks of linear attention: bytes for each pair of tokens, measured.
constexpr std::uint64_t kPairBytes = 16;

struct Cells {
    std::uint64_t full = 0;
    std::uint64_t sliding = 0;
};

/// Cells that a token may attend to, of layers that keep everything and of those that do not.
Cells attended(const ModelShape& shape, const CacheLayout& layout) noexcept {
    if (!shape.has_cache) return {layout.micro_batch, 0};
    Cells cells;
    for (const LayerShape& layer : shape.layers) {
        if (layer.key_width > 0 && !layer.sliding) cells.full = layout.context;
        if (layer.sliding || layer.window_width > 0) cells.sliding = window_cells(shape, layout);
    }
    return cells;
}

std::uint64_t tokens_of(const ModelShape& shape, const CacheLayout& layout) noexcept {
    return shape.has_cache ? std::min(layout.micro_batch, layout.context * layout.slots)
                           : layout.micro_batch;
}

std::uint64_t mask_bytes(const ModelShape& shape, const CacheLayout& layout,
                         bool flash_attention) noexcept {
    const Cells cells = attended(shape, layout);
    return tokens_of(shape, layout) * (cells.full + cells.sliding) *
           (flash_attention ? kHalf : kFloat);
}

/// The widest point of a layer, in numbers for each token.
std::uint64_t widest(const ModelShape& shape) noexcept {
    const std::uint64_t residual = 2 * shape.hidden;
    const std::uint64_t attention =
        shape.latent_width > 0
            ? residual + shape.latent_width + 2 * shape.key_width
            : residual + 2 * shape.query_width + 2 * shape.key_width + shape.value_width;
    const std::uint64_t dense = residual + 3 * shape.feed_forward;
    const std::uint64_t experts =
        shape.experts_used > 0
            ? residual + shape.experts_used * (3 * shape.expert_feed_forward + shape.hidden)
            : 0;
    const std::uint64_t recurrent =
        shape.recurrent_width > 0 ? residual + shape.recurrent_width : 0;
    const std::uint64_t output = shape.vocabulary + shape.hidden;
    return std::max({attention, dense, experts, recurrent, output});
}

}  // namespace

std::uint64_t compute_bytes(const ModelShape& shape, const CacheLayout& layout,
                            bool flash_attention) noexcept {
    const Cells cells = attended(shape, layout);
    const std::uint64_t tokens = tokens_of(shape, layout);
    std::uint64_t bytes =
        mask_bytes(shape, layout, flash_attention) + tokens * widest(shape) * kFloat;
    // Without flash attention one layer's scores are written out, for every head.
    if (!flash_attention)
        bytes += tokens * std::max(cells.full, cells.sliding) * shape.heads * kFloat;
    if (shape.architecture == "deepseek4")
        bytes += tokens * cells.full * kHalf;
    else if (shape.has_index)
        bytes += tokens * cells.full * kIndexBytes;
    if (shape.quadratic_in_batch) bytes += tokens * tokens * kPairBytes;
    return bytes;
}

std::uint64_t host_compute_bytes(const ModelShape& shape, const CacheLayout& layout,
                                 bool flash_attention) noexcept {
    return mask_bytes(shape, layout, flash_attention) +
           tokens_of(shape, layout) * shape.hidden * kFloat;
}

}  // namespace inference::fit
