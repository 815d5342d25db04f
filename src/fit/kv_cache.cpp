// SPDX-License-Identifier: EUPL-1.2
#include "fit/kv_cache.h"

#include <algorithm>

namespace inference::fit {

namespace {

constexpr std::uint64_t kCells = 256;

std::uint64_t row_bytes(std::uint64_t width, const inference::GgufTensorType& type) noexcept {
    return (width + type.group - 1) / type.group * type.bytes;
}

}  // namespace

std::uint64_t rounded_context(std::uint64_t context) noexcept {
    return (context + kCells - 1) / kCells * kCells;
}

std::uint64_t window_cells(const ModelShape& shape, const CacheLayout& layout) noexcept {
    return std::min(layout.context, rounded_context(shape.window + layout.micro_batch));
}

std::uint64_t cache_bytes(const LayerShape& layer, const ModelShape& shape,
                          const CacheLayout& layout) noexcept {
    const std::uint64_t window = window_cells(shape, layout);
    const std::uint64_t cells =
        layer.sliding ? window : std::max<std::uint64_t>(layout.context / layer.tokens_per_cell, 1);
    const std::uint64_t row = row_bytes(layer.key_width, layout.key_type) +
                              row_bytes(layer.value_width, layout.value_type);
    return layout.slots * (cells * (row + row_bytes(layer.index_width, layout.key_type)) +
                           window * row_bytes(layer.window_width, layout.key_type));
}

std::uint64_t state_bytes(const LayerShape& layer, const CacheLayout& layout) noexcept {
    return layout.slots * layer.state * kFloat;
}

}  // namespace inference::fit
