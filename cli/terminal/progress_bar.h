// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace rocinfer_cli {

/// One line: what is going on, a bar, how far it has come.
struct ProgressLine {
    std::string_view label;
    std::uint64_t done = 0;
    std::uint64_t total = 0;  ///< 0 = not known: no bar
    std::string figures;      ///< e.g. "1.2 GiB of 3.4 GiB"
};

/// The line, at most `width` columns wide; what there is no room for is left out: the figures
/// first, then the bar.
std::string render(const ProgressLine& line, int width, bool unicode);

}  // namespace rocinfer_cli
