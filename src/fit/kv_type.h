// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <inference/gguf.h>

#include <optional>
#include <string_view>

namespace inference::fit {

/// The type that llama-server's --cache-type-k calls by this name.
std::optional<inference::GgufTensorType> kv_type(std::string_view name) noexcept;

}  // namespace inference::fit
