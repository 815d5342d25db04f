// SPDX-License-Identifier: EUPL-1.2
#include "terminal/progress_bar.h"

#include "terminal/bar.h"
#include "terminal/width.h"

#include <fmt/format.h>

#include <algorithm>

namespace rocinfer_cli {
namespace {

constexpr int kNarrowestBar = 8;
constexpr int kWidestBar = 40;

std::string framed(double fraction, int width, bool unicode) {
    return (unicode ? "▕" : "[") + bar(fraction, width, unicode).text() + (unicode ? "▏" : "]");
}

}  // namespace

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
    const int around = static_cast<int>(columns(label) + percent.size()) + 3;
    const int with_figures = room - around - static_cast<int>(columns(figures));
    if (with_figures >= kNarrowestBar) {
        return label + " " + framed(fraction, std::min(with_figures, kWidestBar), unicode) +
               percent + figures;
    }
    if (room - around >= kNarrowestBar) {
        return label + " " + framed(fraction, std::min(room - around, kWidestBar), unicode) +
               percent;
    }
    return shortened(label + percent, static_cast<std::size_t>(room));
}

}  // namespace rocinfer_cli
