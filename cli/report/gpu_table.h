// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "report/gpu_report.h"
#include "terminal/draw_style.h"

#include <cstdint>
#include <string>

namespace rocinfer_cli {

/// A bar of so many columns, filled to `used` of `total`, in eighths where there is Unicode.
std::string usage_bar(std::uint64_t used, std::uint64_t total, int columns, const DrawStyle& style);

/// "  2 % busy · 24 °C edge · 32 W": what is known of it.
std::string telemetry_text(const inference::rocm::Gpu& gpu, const DrawStyle& style);

/// The line with the memory that models are put in: its name, a bar, the figures.
std::string memory_line(const inference::rocm::Gpu& gpu, const DrawStyle& style);

/// Name, number, kind, target, address of one GPU in one line; a mark where it is the chosen one.
std::string title_line(const GpuReport& report, std::size_t index, const DrawStyle& style);

/// Everything for a person: each GPU with its bar, which one is used and why.
std::string gpu_table(const GpuReport& report, const DrawStyle& style);

/// Where there is none: what there is instead.
std::string no_gpu_text(const GpuReport& report);

}  // namespace rocinfer_cli
