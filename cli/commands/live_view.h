// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "commands/gpu_report.h"
#include "commands/gpu_table.h"

#include <cstddef>
#include <deque>
#include <string>
#include <vector>

namespace rocinfer_cli {

/// GPUs over time: keeps the last readings and draws them.
class LiveView {
public:
    explicit LiveView(GpuReport report, std::string sysroot);

    /// Reads memory and telemetry again.
    void update();
    /// What is known now, with the history as a small graph a figure.
    std::string frame(const DrawStyle& style) const;

private:
    struct History {
        std::deque<double> busy;    ///< 0 to 1; below 0 = not known
        std::deque<double> memory;  ///< 0 to 1; below 0 = not known
    };
    void remember();

    GpuReport report_;
    std::string sysroot_;
    std::vector<History> histories_;
};

/// One column a value, the newest at the right; `values` are 0 to 1, below 0 = not known.
std::string sparkline(const std::deque<double>& values, int columns, bool unicode);

}  // namespace rocinfer_cli
