// SPDX-License-Identifier: EUPL-1.2
#include "llamacpp/server/load_problems.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <string_view>

namespace inference::llamacpp {
namespace {

// The driver's own and the desktop's share of the GTT moves by this much during a load.
constexpr std::uint64_t kGttNoise = std::uint64_t{256} << 20;

/// "ROCm0" is one of "ROCm", "ROCm_Host" and "Vulkan0" are not.
bool is_of_kind(std::string_view device, std::string_view kind) {
    if (!device.starts_with(kind)) return false;
    device.remove_prefix(kind.size());
    return !device.empty() && device.front() >= '0' && device.front() <= '9';
}

/// What lies on devices that were wanted, in bytes; `kind` empty = on any GPU.
std::uint64_t bytes_on(const LoadReport& report, std::string_view kind) {
    std::uint64_t bytes = 0;
    for (const auto& buffer : report.buffers) {
        const bool wanted = kind.empty() ? buffer.is_gpu() : is_of_kind(buffer.device, kind);
        if (wanted) bytes += buffer.model + buffer.cache;
    }
    return bytes;
}

bool uses(const LoadReport& report, std::string_view kind) {
    return std::ranges::any_of(report.used, [&](const EngineDevice& device) {
        return kind.empty() || is_of_kind(device.name, kind);
    });
}

std::string describe(const EngineDevice& device) {
    auto text = device.description.empty() ? device.name : device.description;
    if (!device.description.empty()) text += fmt::format(" ({})", device.name);
    if (!device.pci.empty()) text += fmt::format(" at {}", device.pci);
    return text;
}

std::string join(const std::vector<EngineDevice>& devices) {
    std::string text;
    for (const auto& device : devices)
        text += (text.empty() ? "" : ", ") + describe(device);
    return text;
}

std::string gib(std::uint64_t bytes) {
    return fmt::format("{:.1f} GiB", static_cast<double>(bytes) / 1024 / 1024 / 1024);
}

std::string wanted_gpu(const LoadExpectation& expected) {
    auto text = expected.name.empty() ? std::string("a GPU") : expected.name;
    if (!expected.pci.empty()) text += fmt::format(" ({})", expected.pci);
    return text;
}

/// Why nothing lies on the GPU that was wanted.
std::string nothing_there(const LoadReport& report, const LoadExpectation& expected) {
    const auto wanted = wanted_gpu(expected);
    if (!report.used.empty() && !uses(report, expected.devices)) {
        return fmt::format("the model is on {}, not on {} through {}", join(report.used), wanted,
                           expected.devices);
    }
    const auto on_cpu = fmt::format("the model runs on the CPU and not on {}", wanted);
    if (!report.gpu_failure.empty()) return on_cpu + ": " + report.gpu_failure;
    if (report.no_usable_gpu) {
        return on_cpu + ": llama-server found no usable GPU; a build with HIP may be missing";
    }
    if (report.layers_on_gpu.value_or(0) > 0 && !report.buffers.empty()) {
        return on_cpu + ": llama-server counts layers on a GPU, but it uses none";
    }
    if (report.layers || !report.buffers.empty()) return on_cpu;
    return fmt::format(
        "llama-server did not tell where it put the model, so whether it runs on {} is not known",
        wanted);
}

/// Whether the engine's device is the wanted GPU; a sentence where it is not.
std::optional<std::string> other_device(const EngineDevice& device,
                                        const LoadExpectation& expected) {
    const auto wanted = wanted_gpu(expected);
    if (!is_of_kind(device.name, expected.devices) && !expected.devices.empty()) {
        return fmt::format("a part of the model is on {}, not on {}", describe(device), wanted);
    }
    if (expected.pci.empty() || device.pci == expected.pci) return std::nullopt;
    if (!device.pci.empty()) {
        return fmt::format("the model is on {}, not on {}", describe(device), wanted);
    }
    return fmt::format(
        "the model is on {}, and llama-server does not tell whether that is {}: a newer one tells "
        "its devices' PCI addresses",
        describe(device), wanted);
}

std::vector<std::string> device_problems(const LoadReport& report,
                                         const LoadExpectation& expected) {
    std::vector<std::string> problems;
    if (report.used.size() > 1) {
        problems.push_back(fmt::format("the model is spread over {} devices: {}",
                                       report.used.size(), join(report.used)));
    }
    // Without a line for its device the buffers' name is all that is known of it.
    if (report.used.empty() && !expected.pci.empty()) {
        problems.push_back(*other_device({expected.devices + "0", {}, {}, {}, 0}, expected));
    }
    for (const auto& device : report.used) {
        if (auto problem = other_device(device, expected)) problems.push_back(*std::move(problem));
    }
    for (const auto& device : report.found) {
        if (expected.gfx.empty() || device.gfx.empty() || device.gfx == expected.gfx) continue;
        problems.push_back(fmt::format("the engine sees {} ({}), not the {} that was pinned",
                                       device.description, device.gfx, expected.gfx));
    }
    return problems;
}

}  // namespace

bool is_on_wanted_gpu(const LoadReport& report, const LoadExpectation& expected) {
    return bytes_on(report, expected.devices) > 0 && device_problems(report, expected).empty();
}

std::vector<std::string> load_problems(const LoadReport& report, const LoadExpectation& expected) {
    if (expected.gpu_layers == 0) return {};
    if (bytes_on(report, expected.devices) == 0) return {nothing_there(report, expected)};
    std::vector<std::string> problems;
    if (report.layers_on_gpu && report.layers) {
        const int asked = expected.gpu_layers < 0 ? *report.layers
                                                  : std::min(expected.gpu_layers, *report.layers);
        if (*report.layers_on_gpu < asked) {
            problems.push_back(
                fmt::format("only {} of {} layers are on the GPU, the others run on the CPU and "
                            "slow it down; a "
                            "shorter context or a smaller quantisation lets more of them fit",
                            *report.layers_on_gpu, *report.layers));
        }
    }
    std::ranges::move(device_problems(report, expected), std::back_inserter(problems));
    return problems;
}

std::optional<std::string> spill_to_gtt(const LoadReport& report, std::uint64_t gtt_before,
                                        std::uint64_t gtt_after) {
    if (gtt_after <= gtt_before) return std::nullopt;
    const auto growth = gtt_after - gtt_before;
    const auto explained = report.pinned_host_bytes() + kGttNoise;
    if (growth <= explained) return std::nullopt;
    return fmt::format(
        "about {} of the model went into the system's memory (GTT) since the VRAM is full, which "
        "makes it several times slower; free VRAM, or take a shorter context or a smaller model",
        gib(growth - report.pinned_host_bytes()));
}

}  // namespace inference::llamacpp
