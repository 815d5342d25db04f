// SPDX-License-Identifier: EUPL-1.2
#include "terminal/live_view.h"

#include <algorithm>
#include <array>
#include <cstddef>

namespace rocinfer_cli {

LiveView::LiveView(const Console& console)
    : out_(console.out), redraws_(console.out_is_terminal && console.can_redraw) {
    if (redraws_) out_.write("\x1b[?25l\x1b[2J");
}

LiveView::~LiveView() {
    if (redraws_) out_.write("\x1b[?25h");
}

void LiveView::draw(std::string_view frame) {
    if (!redraws_) return out_.write(frame);
    std::string drawn = "\x1b[H";
    for (const char c : frame) {
        if (c == '\n') drawn += "\x1b[K";
        drawn += c;
    }
    out_.write(drawn + "\x1b[J");
}

std::string sparkline(const std::deque<double>& values, int columns, bool unicode) {
    static constexpr std::array<std::string_view, 8> kBlocks{"▁", "▂", "▃", "▄",
                                                             "▅", "▆", "▇", "█"};
    static constexpr std::array<std::string_view, 8> kPlain{"_", ".", ".", "-", "-", "=", "=", "#"};
    const auto room = static_cast<std::size_t>(std::max(columns, 0));
    const auto shown = std::min(values.size(), room);
    std::string text(room - shown, ' ');
    for (auto value = values.end() - static_cast<std::ptrdiff_t>(shown); value != values.end();
         ++value) {
        if (*value < 0) {
            text += ' ';
            continue;
        }
        const auto level =
            static_cast<std::size_t>(std::clamp(static_cast<int>(*value * 7 + 0.5), 0, 7));
        text += unicode ? kBlocks[level] : kPlain[level];
    }
    return text;
}

}  // namespace rocinfer_cli
