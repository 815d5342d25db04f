// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "report/gpu_report.h"
#include "terminal/draw_style.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <utility>

namespace rocinfer_cli::fake {

/// A machine that was written down in tests/data/sysfs.
inline std::string machine(const std::string& name) {
    return std::string(ROCINFER_SOURCE_DIR) + "/tests/data/sysfs/" + name;
}

inline GpuReport machine_report(const std::string& name, std::string_view wanted = "") {
    auto read = read_gpu_report(machine(name), wanted);
    EXPECT_TRUE(read);
    return *std::move(read);
}

constexpr DrawStyle kPlain{false, false, 100};

}  // namespace rocinfer_cli::fake
