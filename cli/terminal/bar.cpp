// SPDX-License-Identifier: EUPL-1.2
#include "terminal/bar.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

namespace rocinfer_cli {

Bar bar(double fraction, int width, bool unicode, bool dotted) {
    constexpr std::array<std::string_view, 8> kEighths{"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
    const auto cells = static_cast<std::size_t>(std::max(width, 0));
    const double share = fraction > 0 ? std::min(fraction, 1.0) : 0;  // NaN is nothing, too
    const auto eighths =
        static_cast<std::size_t>(std::lround(share * static_cast<double>(cells * 8)));
    const std::size_t whole = eighths / 8;
    Bar drawn;
    for (std::size_t i = 0; i < whole; ++i)
        drawn.filled += unicode ? "█" : "#";
    std::size_t used = whole;
    if (unicode && eighths % 8 != 0) {
        drawn.filled += kEighths.at(eighths % 8);
        ++used;
    }
    const std::string_view empty = !unicode ? "." : dotted ? "·" : " ";
    for (std::size_t i = used; i < cells; ++i)
        drawn.rest += empty;
    return drawn;
}

std::string stacked_bar(std::span<const BarShare> shares, std::uint64_t limit, std::size_t width) {
    std::uint64_t sum = 0;
    for (const BarShare& share : shares)
        sum += share.amount;
    const std::uint64_t whole = std::max(limit, sum);
    if (whole == 0) return {};
    const auto column = [&](std::uint64_t amount) {
        return static_cast<std::size_t>(std::lround(
            static_cast<double>(amount) / static_cast<double>(whole) * static_cast<double>(width)));
    };
    const std::size_t closed_at = column(limit);
    std::string text = "[";
    std::uint64_t so_far = 0;
    std::size_t drawn = 0;
    for (const BarShare& share : shares) {
        so_far += share.amount;
        const std::size_t end = std::max(drawn, column(so_far));
        for (; drawn < end; ++drawn) {
            if (drawn == closed_at && limit > 0) text += "]";
            text += share.mark;
        }
    }
    if (limit == 0 || closed_at >= drawn) text += "]";
    return text;
}

}  // namespace rocinfer_cli
