// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace rocinfer_cli {

/// The offset of the first byte that is not part of a well-formed character; empty = none.
std::optional<std::size_t> first_invalid_utf8(std::string_view text);

/// Made safe for a terminal: control characters but newline and tab are shown as symbols, so that
/// nothing a model says can move the cursor, change the title or answer for the user. A carriage
/// return is dropped.
std::string terminal_safe(std::string_view text);

/// The first character, which is taken off the text; U+FFFD for a byte that begins none. The text
/// must not be empty.
char32_t take_character(std::string_view& text);

}  // namespace rocinfer_cli
