// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace rocinfer_cli {

/// How many columns of a terminal the text takes: two for a wide character, none for one that
/// combines with the last. Whatever the locale is, the text is read as UTF-8.
std::size_t columns(std::string_view text);

/// Cut to so many columns, with an ellipsis where something was cut.
std::string shortened(std::string_view text, std::size_t most);

enum class Align { left, right };

/// With spaces up to `width` columns; as it is where it is wider.
std::string padded(std::string_view text, std::size_t width, Align align = Align::left);

/// Broken at spaces into lines of at most `width` columns, each ended; `lead` begins the first one,
/// and the following ones are indented by as many columns. A word that is wider stands alone.
std::string wrapped(std::string_view lead, std::string_view text, std::size_t width);

/// Each line of the text wrapped by itself, with its own indent kept.
std::string wrapped_lines(std::string_view text, std::size_t width);

}  // namespace rocinfer_cli
