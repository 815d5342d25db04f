// SPDX-License-Identifier: EUPL-1.2
#include "fit/compute.h"

#include <algorithm>

namespace inference::fit {

namespace {

// Sparse attention scores every cell before it chooses: bytes for each token and cell, measured.
constexpr std::uint64_t kIndexBytes = 17;
// The blocks of linear attention: bytes for each pair of tokens, measured.
constexpr std::uint64_t kPairBytes = 16;

std::uint64_t tokens_of(const ModelShape& shape, const CacheLayout& layout) noexcept {
    return shape.has_cache ? std::min(layout.micro_batch, layout.context * layout.slots)
                           : layout.micro_batch;
}

/// Cells that a token may attend to, of layers that keep everything and of those that do not.
struct Cells {
    std::uint64_t full = 0;
    std::uint64_t sliding = 0;

    std::uint64_t sum() const noexcept { return full + sliding; }
    std::uint64_t most() const noexcept { return std::max(full, sliding); }
    void add(const LayerShape& layer, const ModelShape& shape, const CacheLayout& layout) {
        if (layer.key_width > 0 && !layer.sliding) full = layout.context;
        if (layer.sliding || layer.window_width > 0) sliding = window_cells(shape, layout);
    }
};

Cells attended(const ModelShape& shape, const CacheLayout& layout) noexcept {
    if (!shape.has_cache) return {layout.micro_batch, 0};
    Cells cells;
    for (const LayerShape& layer : shape.layers)
        cells.add(layer, shape, layout);
    return cells;
}

std::uint64_t mask_bytes(const Cells& cells, std::uint64_t tokens, bool flash_attention) noexcept {
    return tokens * cells.sum() * (flash_attention ? kHalf : kFloat);
}

std::uint64_t attention_width(const ModelShape& shape) noexcept {
    const std::uint64_t residual = 2 * shape.hidden;
    if (shape.latent_width > 0) return residual + shape.latent_width + 2 * shape.key_width;
    return residual + 2 * shape.query_width + 2 * shape.key_width + shape.value_width;
}

std::uint64_t feed_forward_width(const LayerShape& layer, const ModelShape& shape) noexcept {
    const std::uint64_t residual = 2 * shape.hidden;
    if (!layer.experts) return residual + 3 * layer.feed_forward;
    return residual + shape.experts_used * (3 * layer.feed_forward + shape.hidden);
}

/// What a layer's attention (or what stands in its place) computes at its widest, without masks.
std::uint64_t attention_bytes(const LayerShape& layer, const ModelShape& shape,
                              const CacheLayout& layout, bool flash_attention) noexcept {
    const std::uint64_t tokens = tokens_of(shape, layout);
    std::uint64_t bytes = 0;
    if (layer.key_width > 0 || layer.window_width > 0 || !shape.has_cache) {
        bytes = tokens * attention_width(shape) * kFloat;
        // One layer's scores are written out, for every head; latent values are turned around.
        if (!flash_attention)
            bytes += tokens * attended(shape, layout).most() * shape.heads * kFloat +
                     layout.context * shape.latent_rank * kHalf;
    }
    if (layer.state == 0 || shape.recurrent_width == 0) return bytes;
    return std::max(bytes, tokens * (2 * shape.hidden + shape.recurrent_width) * kFloat);
}

/// What the index of sparse attention takes.
std::uint64_t index_bytes(const ModelShape& shape, const CacheLayout& layout,
                          bool flash_attention) noexcept {
    const std::uint64_t pairs = tokens_of(shape, layout) * attended(shape, layout).full;
    if (shape.architecture == "deepseek4") return pairs * kHalf;
    // Without flash attention minimax-m3 attends to everything.
    if (!shape.has_index || (shape.architecture == "minimax-m3" && !flash_attention)) return 0;
    return pairs * kIndexBytes;
}

}  // namespace

std::uint64_t compute_bytes(const ModelShape& shape, const CacheLayout& layout,
                            bool flash_attention) noexcept {
    const std::uint64_t tokens = tokens_of(shape, layout);
    // A mask lives until the last layer that uses it, so the layers are gone through backwards.
    Cells live = shape.has_cache ? Cells{} : attended(shape, layout);
    std::uint64_t bytes = tokens * (shape.vocabulary + shape.hidden) * kFloat;
    for (std::size_t i = shape.layers.size(); i-- > 0;) {
        const LayerShape& layer = shape.layers[i];
        // Behind the last layer's attention only the tokens go on whose logits are wanted.
        if (i + 1 < shape.layers.size())
            bytes = std::max(bytes, mask_bytes(live, tokens, flash_attention) +
                                        tokens * feed_forward_width(layer, shape) * kFloat);
        live.add(layer, shape, layout);
        bytes = std::max(bytes, mask_bytes(live, tokens, flash_attention) +
                                    attention_bytes(layer, shape, layout, flash_attention));
    }
    bytes += index_bytes(shape, layout, flash_attention);
    if (shape.quadratic_in_batch) bytes += tokens * tokens * kPairBytes;
    return bytes;
}

std::uint64_t host_compute_bytes(const ModelShape& shape, const CacheLayout& layout,
                                 bool flash_attention) noexcept {
    return mask_bytes(attended(shape, layout), tokens_of(shape, layout), flash_attention) +
           tokens_of(shape, layout) * shape.hidden * kFloat;
}

}  // namespace inference::fit
