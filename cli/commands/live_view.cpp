// SPDX-License-Identifier: EUPL-1.2
#include "commands/live_view.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace rocinfer_cli {
namespace {

constexpr std::size_t kRemembered = 120;

void push(std::deque<double>& values, double value) {
    values.push_back(value);
    if (values.size() > kRemembered) values.pop_front();
}

}  // namespace

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

LiveView::LiveView(GpuReport report, std::string sysroot)
    : report_(std::move(report)),
      sysroot_(std::move(sysroot)),
      histories_(report_.inventory.gpus.size()) {
    remember();
}

void LiveView::update() {
    inference::rocm::refresh(sysroot_, report_.inventory.gpus);
    remember();
}

void LiveView::remember() {
    for (std::size_t i = 0; i < histories_.size(); ++i) {
        const auto& gpu = report_.inventory.gpus[i];
        const auto& memory = gpu.works_in_gtt ? gpu.gtt : gpu.vram;
        const auto& busy = gpu.telemetry.busy_percent;
        push(histories_[i].busy, busy ? *busy / 100.0 : -1.0);
        const bool known = memory.used && memory.total && *memory.total != 0;
        push(histories_[i].memory,
             known ? static_cast<double>(*memory.used) / static_cast<double>(*memory.total) : -1.0);
    }
}

std::string LiveView::frame(const DrawStyle& style) const {
    const auto& gpus = report_.inventory.gpus;
    if (gpus.empty()) return no_gpu_text(report_);
    const int columns = std::clamp((style.width - 22) / 2, 8, 40);
    std::string text;
    for (std::size_t i = 0; i < gpus.size(); ++i) {
        text += title_line(report_, i, style);
        text += memory_line(gpus[i], style);
        const auto telemetry = telemetry_text(gpus[i], style);
        text += fmt::format("     {}\n", telemetry);
        text += fmt::format("     busy {}  memory {}\n",
                            sparkline(histories_[i].busy, columns, style.unicode),
                            sparkline(histories_[i].memory, columns, style.unicode));
    }
    return text;
}

}  // namespace rocinfer_cli
