// SPDX-License-Identifier: EUPL-1.2
#include "report/gpu_history.h"

#include "terminal/live_view.h"

#include <fmt/format.h>

#include <algorithm>

namespace rocinfer_cli {
namespace {

constexpr std::size_t kRemembered = 120;

void push(std::deque<double>& values, double value) {
    values.push_back(value);
    if (values.size() > kRemembered) values.pop_front();
}

}  // namespace

GpuHistory::GpuHistory(GpuReport report, std::string sysroot)
    : report_(std::move(report)),
      sysroot_(std::move(sysroot)),
      histories_(report_.inventory.gpus.size()) {
    remember();
}

void GpuHistory::update() {
    inference::rocm::refresh(sysroot_, report_.inventory.gpus);
    remember();
}

void GpuHistory::remember() {
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

std::string GpuHistory::frame(const DrawStyle& style) const {
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
