// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace inference::base {

/// The length in bytes of the well-formed UTF-8 character that begins at `at` (< text.size()): no
/// overlong form, no surrogate, at most U+10FFFF. 0 where none begins.
std::size_t utf8_length(std::string_view text, std::size_t at) noexcept;

struct CodePoint {
    char32_t value = 0;
    std::size_t bytes = 1;  ///< its length in the text
};

/// The character that begins at `at` (< text.size()); empty where none is well-formed.
std::optional<CodePoint> code_point_at(std::string_view text, std::size_t at) noexcept;

/// The offset of the first byte that is not part of a well-formed character; empty = none.
std::optional<std::size_t> first_invalid_utf8(std::string_view text) noexcept;

bool is_utf8(std::string_view text) noexcept;

/// The text with U+FFFD in place of each byte that is not part of a well-formed character.
std::string replace_invalid_utf8(std::string_view text);

}  // namespace inference::base
