// SPDX-License-Identifier: EUPL-1.2
#include "report/gpu_report.h"

#include <cstring>
#include <optional>

namespace rocinfer_cli {
namespace {

using inference::rocm::Gpu;
using Json = nlohmann::ordered_json;

template <class T>
Json or_null(const std::optional<T>& value) {
    return value ? Json(*value) : Json(nullptr);
}

Json memory(const inference::rocm::GpuMemory& memory) {
    return {{"total", or_null(memory.total)},
            {"used", or_null(memory.used)},
            {"free", or_null(memory.free())}};
}

Json telemetry(const inference::rocm::GpuTelemetry& telemetry) {
    Json temperatures = Json::object();
    for (const auto& sensor : telemetry.temperatures)
        temperatures[sensor.label] = sensor.celsius;
    return {{"busy_percent", or_null(telemetry.busy_percent)},
            {"memory_busy_percent", or_null(telemetry.memory_busy_percent)},
            {"celsius", std::move(temperatures)},
            {"power_watts", or_null(telemetry.power_watts)},
            {"power_cap_watts", or_null(telemetry.power_cap_watts)},
            {"fan_rpm", or_null(telemetry.fan_rpm)},
            {"core_clock_mhz", or_null(telemetry.core_clock_mhz)},
            {"memory_clock_mhz", or_null(telemetry.memory_clock_mhz)}};
}

Json access(const inference::rocm::DeviceAccess& access) {
    return {{"ok", access.ok()},
            {"error", access.ok() ? Json(nullptr) : Json(std::strerror(access.error))},
            {"group", access.group.empty() ? Json(nullptr) : Json(access.group)},
            {"group_id", or_null(access.group_id)}};
}

Json gpu_json(const GpuReport& report, std::size_t index) {
    const Gpu& gpu = report.inventory.gpus[index];
    return {{"pci", gpu.pci},
            {"name", gpu.name},
            {"gfx", or_null(gpu.gfx)},
            {"gfx_override", or_null(gpu.gfx_override)},
            {"kind", std::string(to_string(gpu.kind))},
            {"kind_reason", gpu.kind_reason},
            {"uuid", or_null(gpu.uuid)},
            {"vram_total", or_null(gpu.vram.total)},
            {"vram_used", or_null(gpu.vram.used)},
            {"vram_free", or_null(gpu.vram.free())},
            {"selected", report.is_chosen(index)},
            {"usable", report.verdicts[index].usable},
            {"reason", report.reason(index)},
            {"rocm_index", or_null(gpu.rocm_index)},
            {"masked_index", or_null(gpu.masked_index)},
            {"vendor_id", gpu.vendor_id},
            {"device_id", or_null(gpu.device_id)},
            {"revision", or_null(gpu.revision)},
            {"subsystem_vendor_id", or_null(gpu.subsystem_vendor_id)},
            {"subsystem_device_id", or_null(gpu.subsystem_device_id)},
            {"driver", gpu.driver},
            {"kfd_node", or_null(gpu.kfd_node)},
            {"kfd_gpu_id", or_null(gpu.kfd_gpu_id)},
            {"drm_card", or_null(gpu.drm_card)},
            {"render_minor", or_null(gpu.render_minor)},
            {"render_access", access(gpu.render_access)},
            {"compute_units", or_null(gpu.compute_units)},
            {"partitioned", gpu.partitioned},
            {"visible_vram", memory(gpu.visible_vram)},
            {"gtt", memory(gpu.gtt)},
            {"works_in_gtt", gpu.works_in_gtt},
            {"vram_vendor", or_null(gpu.vram_vendor)},
            {"link_speed", or_null(gpu.link_speed)},
            {"link_width", or_null(gpu.link_width)},
            {"runtime_status", or_null(gpu.runtime_status)},
            {"telemetry", telemetry(gpu.telemetry)},
            {"problems", gpu.problems}};
}

}  // namespace

std::string GpuReport::reason(std::size_t index) const {
    if (is_chosen(index)) return choice->reason;
    const auto& verdict = verdicts[index];
    if (!verdict.usable) return verdict.reason;
    if (!choice) return "it could be used if you name it";
    const auto& gpu = inventory.gpus[index];
    if (gpu.kind == inference::rocm::GpuKind::integrated &&
        choice->gpu.kind == inference::rocm::GpuKind::discrete) {
        return "an integrated GPU is used only where there is no discrete one, or if you name it";
    }
    return "another one is used; name this one to use it";
}

inference::Result<GpuReport> read_gpu_report(const std::string& sysroot, std::string_view wanted) {
    auto inventory = inference::rocm::read_gpus(
        sysroot, inference::rocm::GpuEnvironment::from(inference::Environment::of_process()));
    if (!inventory) return std::unexpected(std::move(inventory.error()));
    auto verdicts = inference::rocm::assess_gpus(*inventory);
    auto choice = inference::rocm::choose_gpu(*inventory, wanted);
    return GpuReport{std::move(*inventory), std::move(verdicts), std::move(choice)};
}

Json to_json(const GpuReport& report) {
    Json gpus = Json::array();
    for (std::size_t i = 0; i < report.inventory.gpus.size(); ++i) {
        gpus.push_back(gpu_json(report, i));
    }
    Json others = Json::array();
    for (const auto& card : report.inventory.other_cards) {
        others.push_back({{"pci", card.pci},
                          {"vendor_id", card.vendor_id},
                          {"device_id", card.device_id},
                          {"driver", card.driver}});
    }
    Json environment = Json::object();
    if (report.choice) {
        for (const auto& [name, value] : report.choice->set)
            environment[name] = value;
    }
    return {
        {"gpus", std::move(gpus)},
        {"engine_environment", std::move(environment)},
        {"refusal", report.choice ? Json(nullptr) : Json(report.choice.error().message)},
        {"warnings", report.choice ? Json(report.choice->warnings) : Json(report.inventory.notes)},
        {"other_cards", std::move(others)},
        {"driver_loaded", report.inventory.driver_loaded},
        {"kfd_access", access(report.inventory.kfd_access)}};
}

}  // namespace rocinfer_cli
