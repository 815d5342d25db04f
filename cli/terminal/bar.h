// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace rocinfer_cli {

/// A bar's two parts, `width` columns together.
struct Bar {
    std::string filled;
    std::string rest;

    std::string text() const { return filled + rest; }
};

/// Filled up to `fraction` (what is below 0 or above 1 counts as that): in eighths of blocks, or in
/// ASCII. `dotted` draws the rest as dots, so that its end is seen.
Bar bar(double fraction, int width, bool unicode, bool dotted = false);

/// One part of a whole, as stacked_bar() draws it.
struct BarShare {
    std::uint64_t amount = 0;
    const char* mark = "";  ///< a character of one column
};

/// The shares one after the other in brackets, `width` columns for the larger of `limit` and their
/// sum; the bracket closes at `limit`, and what exceeds it stands behind. A limit of 0 is none.
std::string stacked_bar(std::span<const BarShare> shares, std::uint64_t limit, std::size_t width);

}  // namespace rocinfer_cli
