// SPDX-License-Identifier: EUPL-1.2
#include "backend/verify_load.h"

#include "llamacpp/server/load_problems.h"

#include <algorithm>
#include <iterator>
#include <string_view>
#include <utility>

namespace inference::backend {
namespace {

constexpr const char* kFallback = "llama_cpp";

llamacpp::LoadReport report_of(const std::string& log) {
    llamacpp::LoadReportReader reader;
    std::string_view left(log);
    while (!left.empty()) {
        const std::size_t newline = left.find('\n');
        reader.read_line(left.substr(0, newline));
        left = newline == std::string_view::npos ? std::string_view{} : left.substr(newline + 1);
    }
    return reader.report();
}

llamacpp::LoadExpectation expectation(const Placement& placement, std::int32_t gpu_layers) {
    llamacpp::LoadExpectation expected;
    expected.gpu_layers = gpu_layers;
    expected.devices = placement.devices;
    expected.name = placement.engine_device_name;
    if (!placement.gpu) return expected;
    const rocm::Gpu& gpu = placement.gpu->gpu;
    expected.pci = gpu.pci;
    expected.name = gpu.name;
    // Only ROCm tells a target.
    if (placement.devices == "ROCm") expected.gfx = gpu.effective_gfx().value_or("");
    return expected;
}

/// Of a load whose device nobody named: what computes in software is no GPU. It alone has no
/// address on a bus.
std::vector<std::string> software_problems(const llamacpp::LoadReport& report) {
    std::vector<std::string> problems;
    for (const auto& device : report.used) {
        if (!device.name.starts_with("Vulkan") || !device.pci.empty()) continue;
        problems.push_back("the model is on " + device.description + " (" + device.name +
                           "), which has no address on the PCI bus and may be software; name it "
                           "with the option device and backend vulkan to use it all the same");
    }
    return problems;
}

/// Where the model is not where it was wanted.
std::vector<std::string> problems_of(const llamacpp::LoadReport& report, const Wanted& wanted) {
    const auto& placement = wanted.placement;
    const bool anywhere = placement.devices.empty();
    if (anywhere && !wanted.require_gpu) return {};
    auto problems = load_problems(report, expectation(placement, wanted.gpu_layers));
    if (anywhere) std::ranges::move(software_problems(report), std::back_inserter(problems));
    return problems;
}

/// What a person should know of the card, beside that.
std::vector<std::string> notes_of(const llamacpp::LoadReport& report, const Wanted& wanted) {
    if (!wanted.placement.gpu) return {};
    rocm::Gpu gpu = wanted.placement.gpu->gpu;
    std::vector<std::string> warnings = wanted.placement.gpu->warnings;
    rocm::refresh(wanted.placement.host.root, gpu);
    if (!gpu.works_in_gtt && gpu.gtt.used) {
        if (auto spill = spill_to_gtt(report, wanted.before.gtt_used, *gpu.gtt.used)) {
            warnings.push_back(*std::move(spill));
        }
    }
    return warnings;
}

/// Where the model really is.
std::string device_name(const Placement& placement, const llamacpp::LoadReport& report,
                        bool as_wanted) {
    if (placement.gpu && as_wanted) {
        return placement.gpu->gpu.name + " (" + placement.gpu->gpu.pci + ")";
    }
    if (report.used.empty()) return "CPU";
    std::string names;
    for (const auto& device : report.used) {
        names += (names.empty() ? "" : ", ") +
                 (device.description.empty() ? device.name : device.description);
    }
    return names;
}

}  // namespace

MemoryBefore memory_before(const Placement& placement) {
    if (!placement.gpu) return {};
    rocm::Gpu gpu = placement.gpu->gpu;
    rocm::refresh(placement.host.root, gpu);
    const rocm::GpuMemory& own = gpu.works_in_gtt ? gpu.gtt : gpu.vram;
    return {own.used.value_or(0), gpu.gtt.used.value_or(0)};
}

Result<std::vector<std::string>> verify_placement(const llamacpp::Server& server,
                                                  const Wanted& wanted) {
    const auto report = report_of(server.load_log());
    auto problems = problems_of(report, wanted);
    auto notes = notes_of(report, wanted);
    const auto spilled = std::ranges::find_if(
        notes, [](const std::string& note) { return note.find("(GTT)") != std::string::npos; });
    if (wanted.require_gpu && !problems.empty()) {
        return fail(ErrorCode::unavailable,
                    "load: option require_gpu is set, but " + problems.front(), server.load_log(),
                    "require_gpu");
    }
    if (wanted.require_gpu && spilled != notes.end()) {
        return fail(ErrorCode::unavailable, "load: option require_gpu is set, but " + *spilled,
                    server.load_log(), "require_gpu");
    }
    std::ranges::move(problems, std::back_inserter(notes));
    return notes;
}

ModelInfo loaded_info(ModelInfo info, const llamacpp::Server& server, const Placement& placement) {
    const llamacpp::LoadReport report = report_of(server.load_log());
    // A backend is named only where the model is on its kind of device; else the server did what it
    // found by itself.
    const bool as_wanted =
        placement.devices.empty() || is_on_wanted_gpu(report, expectation(placement, -1));
    const bool by_choice = report.layers_on_gpu == 0;  // no layers were asked to be there
    info.backend = as_wanted || by_choice ? placement.backend : kFallback;
    info.engine = server.properties().build;
    info.device = device_name(placement, report, as_wanted);
    if (as_wanted) info.device_reason = placement.reason;
    info.context_length = server.properties().context_per_slot;
    info.parallel_slots = server.properties().slots;
    info.gpu_layers = report.layers_on_gpu.value_or(report.used.empty() ? 0 : -1);
    info.gpu_bytes = report.gpu_bytes();
    return info;
}

}  // namespace inference::backend
