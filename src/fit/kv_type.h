// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <inference/gguf.h>

#include <optional>
#include <string_view>

namespace inference::fit {

/// The type that llama-server's --cache-type-k calls by this name.
std::optional<inference::GgufTensorType> kv_type(std::string_view name) noexcept;

inline constexpr std::string_view kKvTypes =
    "f32, f16, bf16, q8_0, q5_1, q5_0, q4_1, q4_0 or iq4_nl";

}  // namespace inference::fit
