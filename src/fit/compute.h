// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "fit/kv_cache.h"
#include "fit/shape.h"

namespace inference::fit {

/// The scratch memory that one micro-batch needs on the device that computes.
std::uint64_t compute_bytes(const ModelShape& shape, const CacheLayout& layout,
                            bool flash_attention) noexcept;

/// What the host keeps beside it: the inputs, copied from there.
std::uint64_t host_compute_bytes(const ModelShape& shape, const CacheLayout& layout,
                                 bool flash_attention) noexcept;

}  // namespace inference::fit
