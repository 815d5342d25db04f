// SPDX-License-Identifier: EUPL-1.2
#include "report/gpu_table.h"

#include "terminal/bar.h"
#include "terminal/utf8.h"
#include "terminal/width.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <vector>

namespace rocinfer_cli {
namespace {

using inference::rocm::Gpu;
using inference::rocm::GpuMemory;

constexpr std::string_view kIndent = "     ";

std::string coloured(const std::string& text, const char* code, const DrawStyle& style) {
    return style.colour ? fmt::format("\x1b[{}m{}\x1b[0m", code, text) : text;
}

double gib(std::uint64_t bytes) {
    return static_cast<double>(bytes) / (1024.0 * 1024 * 1024);
}

std::string_view maker(std::uint16_t vendor) {
    if (vendor == 0x8086) return "an Intel";
    if (vendor == 0x10de) return "an NVIDIA";
    return "another maker's";
}

}  // namespace

std::string usage_bar(std::uint64_t used, std::uint64_t total, int columns,
                      const DrawStyle& style) {
    const double share = total == 0 ? 0 : static_cast<double>(used) / static_cast<double>(total);
    const Bar drawn = bar(share, columns, style.unicode, true);
    const char* const colour = share > 0.9 ? "31" : share > 0.7 ? "33" : "32";
    return coloured(drawn.filled, colour, style) + coloured(drawn.rest, "2", style);
}

std::string memory_line(const Gpu& gpu, const DrawStyle& style) {
    const GpuMemory& memory = gpu.works_in_gtt ? gpu.gtt : gpu.vram;
    const auto name = gpu.works_in_gtt ? "GTT " : "VRAM";
    if (!memory.total) return fmt::format("{}{} not known\n", kIndent, name);
    if (!memory.used) {
        return fmt::format("{}{} {:.1f} GiB, how much is used is not known\n", kIndent, name,
                           gib(*memory.total));
    }
    const auto figures = fmt::format("{:.1f} of {:.1f} GiB used, {:.1f} free", gib(*memory.used),
                                     gib(*memory.total), gib(*memory.free()));
    const int room = style.width - static_cast<int>(kIndent.size() + figures.size()) - 8;
    if (room < 6) return fmt::format("{}{} {}\n", kIndent, name, figures);
    return fmt::format("{}{} [{}] {}\n", kIndent, name,
                       usage_bar(*memory.used, *memory.total, std::min(room, 32), style), figures);
}

std::string telemetry_text(const Gpu& gpu, const DrawStyle& style) {
    std::vector<std::string> parts;
    const auto& telemetry = gpu.telemetry;
    if (gpu.suspended()) parts.emplace_back("suspended (not woken to ask)");
    if (telemetry.busy_percent) parts.push_back(fmt::format("{} % busy", *telemetry.busy_percent));
    if (!telemetry.temperatures.empty()) {
        std::vector<std::string> sensors;
        for (const auto& sensor : telemetry.temperatures) {
            sensors.push_back(fmt::format("{} {:.0f}", sensor.label, sensor.celsius));
        }
        parts.push_back(fmt::format("{} {}C", fmt::join(sensors, ", "), style.unicode ? "°" : ""));
    }
    if (telemetry.power_watts) {
        parts.push_back(telemetry.power_cap_watts
                            ? fmt::format("{:.0f} of {:.0f} W", *telemetry.power_watts,
                                          *telemetry.power_cap_watts)
                            : fmt::format("{:.0f} W", *telemetry.power_watts));
    }
    if (telemetry.fan_rpm) {
        parts.push_back(*telemetry.fan_rpm == 0 ? "fan stopped"
                                                : fmt::format("fan {} rpm", *telemetry.fan_rpm));
    }
    if (telemetry.core_clock_mhz) {
        parts.push_back(fmt::format("{} MHz", *telemetry.core_clock_mhz));
    }
    return fmt::format("{}", fmt::join(parts, style.unicode ? " · " : " | "));
}

std::string title_line(const GpuReport& report, std::size_t index, const DrawStyle& style) {
    const Gpu& gpu = report.inventory.gpus[index];
    const bool chosen = report.is_chosen(index);
    std::string facts(to_string(gpu.kind));
    if (gpu.gfx) facts += "  " + *gpu.gfx;
    if (gpu.gfx_override && gpu.gfx_override != gpu.gfx) facts += " as " + *gpu.gfx_override;
    facts += "  " + gpu.pci;
    if (gpu.link_speed && gpu.link_width) {
        facts += fmt::format("  {} x{}", gpu.link_speed->substr(0, gpu.link_speed->find(" PCIe")),
                             *gpu.link_width);
    }
    const auto mark = chosen ? (style.unicode ? "➤" : "*") : " ";
    const auto number = gpu.rocm_index ? fmt::format("{}", *gpu.rocm_index) : "-";
    const auto name = terminal_safe(gpu.name);
    return fmt::format("{} {:>2} {}  {}\n", coloured(mark, "1;32", style), number,
                       coloured(name, "1", style), terminal_safe(facts));
}

std::string no_gpu_text(const GpuReport& report) {
    const auto& inventory = report.inventory;
    std::string text = "No AMD GPU on this machine";
    text += inventory.driver_loaded ? " (the amdgpu driver is loaded).\n" : ".\n";
    for (const auto& card : inventory.other_cards) {
        text += fmt::format("     {} is {} card ({:04x}:{:04x}, driver {}), not used.\n", card.pci,
                            maker(card.vendor_id), card.vendor_id, card.device_id,
                            card.driver.empty() ? "none" : terminal_safe(card.driver));
    }
    text += "Models run on the CPU: rocinfer run says so when it does.\n";
    return text;
}

std::string gpu_table(const GpuReport& report, const DrawStyle& style) {
    const auto& gpus = report.inventory.gpus;
    if (gpus.empty()) return no_gpu_text(report);
    std::string text;
    for (std::size_t i = 0; i < gpus.size(); ++i) {
        text += title_line(report, i, style);
        text += memory_line(gpus[i], style);
        const auto telemetry = telemetry_text(gpus[i], style);
        if (!telemetry.empty()) text += fmt::format("{}{}\n", kIndent, telemetry);
        const auto lead = report.is_chosen(i)         ? "used: "
                          : report.verdicts[i].usable ? "not used: "
                                                      : "can't be used: ";
        text += wrapped(kIndent, terminal_safe(lead + report.reason(i)), style.columns());
        text += '\n';
    }
    if (!report.choice) {
        text += wrapped("", "rocinfer: " + terminal_safe(report.choice.error().message),
                        style.columns());
        return text;
    }
    for (const auto& warning : report.choice->warnings) {
        text += wrapped("", "warning: " + terminal_safe(warning), style.columns());
    }
    std::vector<std::string> variables;
    for (const auto& [name, value] : report.choice->set) {
        variables.push_back(fmt::format("{}={}", name, value));
    }
    text += fmt::format("llama-server gets {}\n", fmt::join(variables, " "));
    return text;
}

}  // namespace rocinfer_cli
