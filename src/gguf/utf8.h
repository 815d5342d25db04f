// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string>
#include <string_view>

namespace inference::gguf {

/// Whether a text is well-formed UTF-8 (no overlong forms, no surrogates, at most U+10FFFF).
bool is_utf8(std::string_view text) noexcept;

/// The text with U+FFFD for each byte that is no part of a well-formed character.
std::string replace_bad_utf8(std::string_view text);

}  // namespace inference::gguf
