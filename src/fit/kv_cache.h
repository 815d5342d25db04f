// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "fit/shape.h"

#include <inference/gguf.h>

#include <cstdint>

namespace inference::fit {

inline constexpr std::uint64_t kHalf = 2;   ///< bytes of f16
inline constexpr std::uint64_t kFloat = 4;  ///< bytes of f32

/// How a cache is laid out.
struct CacheLayout {
    std::uint64_t context = 0;  ///< tokens for each slot, rounded as the server does
    std::uint64_t slots = 1;
    std::uint64_t micro_batch = 512;
    inference::GgufTensorType key_type;
    inference::GgufTensorType value_type;
};

/// The server gives every slot a multiple of 256 tokens.
std::uint64_t rounded_context(std::uint64_t context) noexcept;
/// Tokens that a sliding layer keeps for each slot.
std::uint64_t window_cells(const ModelShape& shape, const CacheLayout& layout) noexcept;
/// Bytes of a layer's cache without its state.
std::uint64_t cache_bytes(const LayerShape& layer, const ModelShape& shape,
                          const CacheLayout& layout) noexcept;
/// Bytes of a layer's recurrent state, of all slots.
std::uint64_t state_bytes(const LayerShape& layer, const CacheLayout& layout) noexcept;

}  // namespace inference::fit
