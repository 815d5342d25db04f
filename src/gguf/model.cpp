// SPDX-License-Identifier: EUPL-1.2
#include "gguf/header.h"

#include <inference/gguf.h>

namespace inference {

const GgufKey* GgufModel::find(std::string_view key) const noexcept {
    return gguf::find_key(keys, key);
}

std::optional<std::uint64_t> GgufModel::unsigned_value(std::string_view key) const noexcept {
    return gguf::unsigned_of(find(key));
}

std::optional<double> GgufModel::number_value(std::string_view key) const noexcept {
    const GgufKey* const found = find(key);
    if (found == nullptr) return std::nullopt;
    if (const auto* real = std::get_if<double>(&found->value)) return *real;
    if (const auto* whole = std::get_if<std::uint64_t>(&found->value))
        return static_cast<double>(*whole);
    if (const auto* whole = std::get_if<std::int64_t>(&found->value))
        return static_cast<double>(*whole);
    return std::nullopt;
}

std::optional<bool> GgufModel::bool_value(std::string_view key) const noexcept {
    const GgufKey* const found = find(key);
    if (found == nullptr) return std::nullopt;
    if (const auto* value = std::get_if<bool>(&found->value)) return *value;
    return std::nullopt;
}

std::string_view GgufModel::text_value(std::string_view key) const noexcept {
    const GgufKey* const found = find(key);
    if (found == nullptr) return {};
    const auto* text = std::get_if<std::string>(&found->value);
    return text == nullptr ? std::string_view{} : std::string_view{*text};
}

}  // namespace inference
