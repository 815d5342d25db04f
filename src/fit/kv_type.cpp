// SPDX-License-Identifier: EUPL-1.2
#include "fit/kv_type.h"

#include <inference/options.h>

#include <algorithm>
#include <cstdint>

namespace inference::fit {

namespace {

// ggml's type numbers are below this.
constexpr std::uint32_t kTypeNumbers = 64;

char lower(char c) noexcept {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

}  // namespace

std::optional<inference::GgufTensorType> kv_type(std::string_view name) noexcept {
    const auto types = inference::kv_cache_types();
    if (std::ranges::find(types, name) == types.end()) return std::nullopt;
    for (std::uint32_t number = 0; number < kTypeNumbers; ++number) {
        const auto type = inference::gguf_tensor_type(number);
        if (type && std::ranges::equal(type->name, name, {}, lower)) return type;
    }
    return std::nullopt;
}

}  // namespace inference::fit
