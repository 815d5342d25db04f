// SPDX-License-Identifier: EUPL-1.2
#include "base/utf8.h"

#include <cstdint>

namespace inference::base {
namespace {

std::uint8_t byte(std::string_view text, std::size_t at) noexcept {
    return static_cast<std::uint8_t>(text[at]);
}

// What may begin a character, and its second byte's bounds: they keep out overlong forms,
// surrogates and what is past U+10FFFF.
struct Lead {
    std::size_t length = 0;
    std::uint8_t low = 0x80;
    std::uint8_t high = 0xBF;
};

Lead lead_of(std::uint8_t first) noexcept {
    if (first < 0x80) return {1};
    if (first < 0xC2 || first > 0xF4) return {0};
    if (first <= 0xDF) return {2};
    if (first <= 0xEF) {
        return {3, static_cast<std::uint8_t>(first == 0xE0 ? 0xA0 : 0x80),
                static_cast<std::uint8_t>(first == 0xED ? 0x9F : 0xBF)};
    }
    return {4, static_cast<std::uint8_t>(first == 0xF0 ? 0x90 : 0x80),
            static_cast<std::uint8_t>(first == 0xF4 ? 0x8F : 0xBF)};
}

}  // namespace

std::size_t utf8_length(std::string_view text, std::size_t at) noexcept {
    const Lead lead = lead_of(byte(text, at));
    if (lead.length < 2) return lead.length;
    if (text.size() - at < lead.length) return 0;
    if (byte(text, at + 1) < lead.low || byte(text, at + 1) > lead.high) return 0;
    for (std::size_t i = 2; i < lead.length; ++i) {
        if ((byte(text, at + i) & 0xC0U) != 0x80U) return 0;
    }
    return lead.length;
}

std::optional<CodePoint> code_point_at(std::string_view text, std::size_t at) noexcept {
    const std::size_t length = utf8_length(text, at);
    if (length == 0) return std::nullopt;
    const std::uint8_t first = byte(text, at);
    if (length == 1) return CodePoint{first, 1};
    char32_t value = first & (0x7FU >> length);
    for (std::size_t i = 1; i < length; ++i)
        value = (value << 6U) | (byte(text, at + i) & 0x3FU);
    return CodePoint{value, length};
}

std::optional<std::size_t> first_invalid_utf8(std::string_view text) noexcept {
    std::size_t at = 0;
    while (at < text.size()) {
        const std::size_t length = utf8_length(text, at);
        if (length == 0) return at;
        at += length;
    }
    return std::nullopt;
}

bool is_utf8(std::string_view text) noexcept {
    return !first_invalid_utf8(text);
}

std::string replace_invalid_utf8(std::string_view text) {
    constexpr std::string_view kReplacement = "\xEF\xBF\xBD";
    std::string valid;
    valid.reserve(text.size());
    while (!text.empty()) {
        const std::size_t sound = first_invalid_utf8(text).value_or(text.size());
        valid += text.substr(0, sound);
        text.remove_prefix(sound);
        if (text.empty()) break;
        valid += kReplacement;
        text.remove_prefix(1);
    }
    return valid;
}

}  // namespace inference::base
