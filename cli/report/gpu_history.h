// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "report/gpu_report.h"
#include "report/gpu_table.h"

#include <cstddef>
#include <deque>
#include <string>
#include <vector>

namespace rocinfer_cli {

/// GPUs over time: keeps the last readings and draws them.
class GpuHistory {
public:
    explicit GpuHistory(GpuReport report, std::string sysroot);

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

}  // namespace rocinfer_cli
