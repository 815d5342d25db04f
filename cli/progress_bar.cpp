// SPDX-License-Identifier: EUPL-1.2
#include "progress_bar.h"

#include "utf8.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace rocinfer_cli {
namespace {

constexpr int kNarrowestBar = 8;
constexpr int kWidestBar = 40;

std::string bar(double fraction, int width, bool unicode) {
    const auto cells = static_cast<std::size_t>(width);
    if (!unicode) {
        const auto full = static_cast<std::size_t>(fraction * static_cast<double>(cells));
        return "[" + std::string(full, '#') + std::string(cells - full, '.') + "]";
    }
    constexpr std::array<std::string_view, 8> kEighths{"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
    const auto eighths = static_cast<std::size_t>(fraction * static_cast<double>(cells * 8));
    std::string drawn = "▕";
    for (std::size_t i = 0; i < eighths / 8; ++i)
        drawn += "█";
    drawn += kEighths.at(eighths % 8);
    const std::size_t used = eighths / 8 + (eighths % 8 != 0 ? 1 : 0);
    return drawn + std::string(cells - used, ' ') + "▏";
}

}  // namespace

std::string render(const ProgressLine& line, int width, bool unicode) {
    // The last column stays free: some terminals wrap as soon as it is written.
    const int room = std::max(width - 1, 1);
    const std::string label = shortened(line.label, static_cast<std::size_t>(room));
    if (line.total == 0) return label;

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

std::string bytes_text(std::uint64_t bytes) {
    constexpr std::array<std::string_view, 5> kUnits{"kB", "MB", "GB", "TB", "PB"};
    if (bytes < 1000) return fmt::format("{} B", bytes);
    double value = static_cast<double>(bytes) / 1000;
    std::size_t unit = 0;
    // 999.5 of a unit would be written "1000".
    while (value >= 999.5 && unit + 1 < kUnits.size()) {
        value /= 1000;
        ++unit;
    }
    return fmt::format("{:.{}f} {}", value, value < 9.95 ? 1 : 0, kUnits.at(unit));
}

}  // namespace rocinfer_cli
