// SPDX-License-Identifier: EUPL-1.2
#include "terminal/utf8.h"

#include <cstdint>

namespace rocinfer_cli {
namespace {

std::uint8_t byte(std::string_view text, std::size_t at) {
    return static_cast<std::uint8_t>(text[at]);
}

bool is_continuation(char c) {
    return (static_cast<std::uint8_t>(c) & 0xC0U) == 0x80U;
}

// 0 where no character begins here. The second byte's bounds keep out overlong forms, surrogates
// and what is past U+10FFFF.
std::size_t character_length(std::string_view text, std::size_t at) {
    const std::uint8_t lead = byte(text, at);
    if (lead < 0x80) return 1;
    std::size_t length = 0;
    std::uint8_t low = 0x80;
    std::uint8_t high = 0xBF;
    if (lead >= 0xC2 && lead <= 0xDF) {
        length = 2;
    } else if (lead >= 0xE0 && lead <= 0xEF) {
        length = 3;
        if (lead == 0xE0) low = 0xA0;
        if (lead == 0xED) high = 0x9F;
    } else if (lead >= 0xF0 && lead <= 0xF4) {
        length = 4;
        if (lead == 0xF0) low = 0x90;
        if (lead == 0xF4) high = 0x8F;
    } else {
        return 0;
    }
    if (at + length > text.size()) return 0;
    if (byte(text, at + 1) < low || byte(text, at + 1) > high) return 0;
    for (std::size_t i = 2; i < length; ++i) {
        if (!is_continuation(text[at + i])) return 0;
    }
    return length;
}

}  // namespace

std::optional<std::size_t> first_invalid_utf8(std::string_view text) {
    std::size_t at = 0;
    while (at < text.size()) {
        const std::size_t length = character_length(text, at);
        if (length == 0) return at;
        at += length;
    }
    return std::nullopt;
}

std::string terminal_safe(std::string_view text) {
    constexpr std::string_view kReplacement = "\xEF\xBF\xBD";
    std::string safe;
    safe.reserve(text.size());
    std::size_t at = 0;
    while (at < text.size()) {
        const std::size_t length = character_length(text, at);
        const std::uint8_t lead = byte(text, at);
        if (length == 0) {
            safe += kReplacement;
            ++at;
            continue;
        }
        const bool is_c0 = lead < 0x20 && lead != '\n' && lead != '\t';
        const bool is_c1 = lead == 0xC2 && byte(text, at + 1) < 0xA0;
        if (is_c0 && lead != '\r') {
            // U+2400 and the following are the pictures of the control characters.
            safe += "\xE2\x90";
            safe += static_cast<char>(0x80 + lead);
        } else if (lead == 0x7F) {
            safe += "\xE2\x90\xA1";
        } else if (is_c1) {
            safe += kReplacement;
        } else if (lead != '\r') {
            safe += text.substr(at, length);
        }
        at += length;
    }
    return safe;
}

char32_t take_character(std::string_view& text) {
    const std::size_t length = character_length(text, 0);
    if (length == 0) {
        text.remove_prefix(1);
        return U'\uFFFD';
    }
    const std::uint8_t lead = byte(text, 0);
    char32_t character = length == 1 ? lead : lead & (0x7FU >> length);
    for (std::size_t i = 1; i < length; ++i)
        character = (character << 6U) | (byte(text, i) & 0x3FU);
    text.remove_prefix(length);
    return character;
}

}  // namespace rocinfer_cli
