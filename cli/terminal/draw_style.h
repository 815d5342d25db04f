// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "terminal/console.h"

#include <algorithm>
#include <cstddef>

namespace rocinfer_cli {

/// How text may be drawn on stdout.
struct DrawStyle {
    bool unicode = false;
    bool colour = false;
    int width = 80;  ///< columns

    std::size_t columns() const { return static_cast<std::size_t>(std::max(width, 1)); }
};

/// For stdout as it is: as wide as the terminal, and `in_a_pipe` columns elsewhere.
inline DrawStyle draw_style(const Console& console, int in_a_pipe = 100) {
    return {console.unicode, console.colour && console.out_is_terminal,
            console.out_is_terminal ? console.width() : in_a_pipe};
}

}  // namespace rocinfer_cli
