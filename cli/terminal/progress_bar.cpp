// SPDX-License-Identifier: EUPL-1.2
#include "terminal/progress_bar.h"

#include "terminal/utf8.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace rocinfer_cli {
namespace {

constexpr int kNarrowestBar = 8;
constexpr int kWidestBar = 40;

std::string bar(double fraction, int width, bool unicode) {
    return (unicode ? "▕" : "[") + filled_cells(fraction, width, unicode) + (unicode ? "▏" : "]");
}

}  // namespace

std::string filled_cells(double fraction, int width, bool unicode) {
    const auto cells = static_cast<std::size_t>(width);
    if (!unicode) {
        const auto full = static_cast<std::size_t>(fraction * static_cast<double>(cells));
        return std::string(full, '#') + std::string(cells - full, '.');
    }
    constexpr std::array<std::string_view, 8> kEighths{"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
    const auto eighths = static_cast<std::size_t>(fraction * static_cast<double>(cells * 8));
    std::string drawn;
    for (std::size_t i = 0; i < eighths / 8; ++i)
        drawn += "█";
    drawn += kEighths.at(eighths % 8);
    const std::size_t used = eighths / 8 + (eighths % 8 != 0 ? 1 : 0);
    return drawn + std::string(cells - used, ' ');
}

std::string render(const ProgressLine& line, int width, bool unicode) {
    // The last column stays free: some terminals wrap as soon as it is written.
    const int room = std::max(width - 1, 1);
    const std::string label = shortened(line.label, static_cast<std::size_t>(room));
    if (line.total == 0) {
        const std::string all = line.figures.empty() ? label : label + "  " + line.figures;
        return shortened(all, static_cast<std::size_t>(room));
    }

    const double fraction =
        std::clamp(static_cast<double>(line.done) / static_cast<double>(line.total), 0.0, 1.0);
    const std::string percent = fmt::format(" {:3.0f} %", 100 * fraction);
    const std::string figures = line.figures.empty() ? "" : "  " + line.figures;
    const int around = static_cast<int>(characters(label) + percent.size()) + 3;
    const int with_figures = room - around - static_cast<int>(characters(figures));
    if (with_figures >= kNarrowestBar) {
        return label + " " + bar(fraction, std::min(with_figures, kWidestBar), unicode) + percent +
               figures;
    }
    if (room - around >= kNarrowestBar) {
        return label + " " + bar(fraction, std::min(room - around, kWidestBar), unicode) + percent;
    }
    return shortened(label + percent, static_cast<std::size_t>(room));
}

}  // namespace rocinfer_cli
