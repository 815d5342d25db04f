// SPDX-License-Identifier: EUPL-1.2
#include "gpu/telemetry.h"

#include "base/lines.h"
#include "gpu/text.h"

#include <fmt/format.h>

#include <cctype>

namespace inference::gpu {
namespace {

std::optional<std::int64_t> number(const Folder& folder, std::string_view name, std::int64_t least,
                                   std::int64_t most) {
    const auto text = folder.read(name);
    const auto value = text ? parse_i64(*text) : std::nullopt;
    if (!value || *value < least || *value > most) return std::nullopt;
    return value;
}

std::optional<int> percent(const Folder& device, std::string_view name) {
    const auto value = number(device, name, 0, 100);
    return value ? std::optional(static_cast<int>(*value)) : std::nullopt;
}

std::optional<double> watts(const Folder& sensors, std::string_view name) {
    const auto microwatts = number(sensors, name, 0, 10'000'000'000);
    return microwatts ? std::optional(static_cast<double>(*microwatts) / 1e6) : std::nullopt;
}

std::optional<int> megahertz(const Folder& sensors, std::string_view name) {
    const auto hertz = number(sensors, name, 0, 100'000'000'000);
    return hertz ? std::optional(static_cast<int>(*hertz / 1'000'000)) : std::nullopt;
}

std::vector<rocm::GpuTemperature> temperatures(const Folder& sensors) {
    std::vector<rocm::GpuTemperature> all;
    for (int i = 1; i <= 3; ++i) {  // amdgpu has no more
        const auto milli = number(sensors, fmt::format("temp{}_input", i), -273'150, 1'000'000);
        if (!milli) continue;
        const auto label = sensors.read(fmt::format("temp{}_label", i));
        auto name = label ? std::string(trim(*label)) : std::string{};
        bool plain = !name.empty() && name.size() <= 32;
        for (const char c : name)
            plain = plain && std::isgraph(static_cast<unsigned char>(c)) != 0;
        if (!plain) name = fmt::format("temp{}", i);
        all.push_back({std::move(name), static_cast<double>(*milli) / 1000});
    }
    return all;
}

std::optional<int> dpm_clock(const Folder& device, std::string_view name) {
    const auto text = device.read(name);
    return text ? current_clock(*text) : std::nullopt;
}

}  // namespace

bool is_awake(const std::optional<std::string>& runtime_status) {
    return !runtime_status || (*runtime_status != "suspended" && *runtime_status != "suspending");
}

std::optional<Folder> find_sensors(const Folder& device, const FileTree& tree) {
    const auto all = tree.folder_in(device, "hwmon");
    if (!all) return std::nullopt;
    const auto names = all->list();
    if (!names) return std::nullopt;
    for (const auto& name : *names) {
        if (!numbered(name, "hwmon")) continue;
        auto folder = tree.folder_in(*all, name);
        if (!folder) continue;
        const auto driver = folder->read("name");
        if (driver && trim(*driver) == "amdgpu") return std::move(*folder);
    }
    return std::nullopt;
}

std::optional<int> current_clock(std::string_view pp_dpm) {
    for (const std::string_view each : base::Lines(pp_dpm)) {
        const auto line = trim(each);
        if (!line.ends_with('*')) continue;
        const auto colon = line.find(':');
        if (colon == std::string_view::npos) continue;
        const auto clock = trim(line.substr(colon + 1, line.size() - colon - 2));
        const auto unit = to_lower(clock).find("mhz");
        if (unit == std::string::npos) continue;
        const auto mhz = parse_u64(clock.substr(0, unit));
        if (mhz && *mhz <= 100'000) return static_cast<int>(*mhz);
    }
    return std::nullopt;
}

rocm::GpuTelemetry read_telemetry(const Folder& device, const FileTree& tree,
                                  const rocm::GpuTelemetry* before) {
    rocm::GpuTelemetry telemetry;
    telemetry.busy_percent = percent(device, "gpu_busy_percent");
    telemetry.memory_busy_percent = percent(device, "mem_busy_percent");
    if (const auto sensors = find_sensors(device, tree)) {
        telemetry.temperatures = temperatures(*sensors);
        // RDNA3 cards have the average only, MI300 and small integrated ones the input only.
        telemetry.power_watts = watts(*sensors, "power1_average");
        if (!telemetry.power_watts) telemetry.power_watts = watts(*sensors, "power1_input");
        telemetry.power_cap_watts = before && before->power_cap_watts
                                        ? before->power_cap_watts
                                        : watts(*sensors, "power1_cap");
        // 65535 is the firmware's "not measured".
        const auto fan = number(*sensors, "fan1_input", 0, 65'534);
        if (fan) telemetry.fan_rpm = static_cast<int>(*fan);
        telemetry.core_clock_mhz = megahertz(*sensors, "freq1_input");
        telemetry.memory_clock_mhz = megahertz(*sensors, "freq2_input");
    }
    if (!telemetry.core_clock_mhz) telemetry.core_clock_mhz = dpm_clock(device, "pp_dpm_sclk");
    if (!telemetry.memory_clock_mhz) telemetry.memory_clock_mhz = dpm_clock(device, "pp_dpm_mclk");
    return telemetry;
}

}  // namespace inference::gpu
