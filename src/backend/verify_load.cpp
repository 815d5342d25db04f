// SPDX-License-Identifier: EUPL-1.2
#include "backend/verify_load.h"

#include <algorithm>
#include <iterator>
#include <string_view>
#include <utility>

namespace inference::backend {
namespace {

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

std::vector<std::string> warnings_of(const llamacpp::LoadReport& report, const Wanted& wanted) {
    llamacpp::LoadExpectation expected;
    expected.gpu_layers = wanted.gpu_layers;
    if (!wanted.placement.gpu) {
        return wanted.require_gpu ? load_problems(report, expected) : std::vector<std::string>{};
    }
    rocm::Gpu gpu = wanted.placement.gpu->gpu;
    expected.pci = gpu.pci;
    expected.name = gpu.name;
    expected.gfx = gpu.effective_gfx().value_or("");
    std::vector<std::string> warnings = wanted.placement.gpu->warnings;
    std::ranges::move(load_problems(report, expected), std::back_inserter(warnings));
    rocm::refresh(wanted.placement.host.root, gpu);
    if (!gpu.works_in_gtt && gpu.gtt.used) {
        if (auto spill = spill_to_gtt(report, wanted.before.gtt_used, *gpu.gtt.used)) {
            warnings.push_back(*std::move(spill));
        }
    }
    return warnings;
}

std::string device_name(const Placement& placement, const llamacpp::LoadReport& report) {
    if (placement.gpu) return placement.gpu->gpu.name + " (" + placement.gpu->gpu.pci + ")";
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
    auto warnings = warnings_of(report_of(server.load_log()), wanted);
    if (!wanted.require_gpu || warnings.empty()) return warnings;
    return fail(ErrorCode::unavailable, "load: option require_gpu is set, but " + warnings.front(),
                server.load_log(), "require_gpu");
}

ModelInfo loaded_info(ModelInfo info, const llamacpp::Server& server, const Placement& placement) {
    const llamacpp::LoadReport report = report_of(server.load_log());
    info.backend = placement.backend;
    info.engine = server.properties().build;
    info.device = device_name(placement, report);
    info.context_length = server.properties().context_per_slot;
    info.parallel_slots = server.properties().slots;
    info.gpu_layers = report.layers_on_gpu.value_or(report.used.empty() ? 0 : -1);
    info.gpu_bytes = report.gpu_bytes();
    return info;
}

}  // namespace inference::backend
