// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string_view>

namespace inference::gguf {

/// Whether a text is well-formed UTF-8 (no overlong forms, no surrogates, at most U+10FFFF).
bool is_utf8(std::string_view text) noexcept;

}  // namespace inference::gguf
