// SPDX-License-Identifier: EUPL-1.2
#include "base/lines.h"
#include "doctor/facts.h"
#include "gpu/file_tree.h"
#include "gpu/text.h"
#include "llamacpp/launch/cpu_backend.h"
#include "llamacpp/launch/find_server.h"
#include "llamacpp/launch/list_devices.h"
#include "llamacpp/launch/probe.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

namespace inference::doctor {
namespace {

using gpu::FileTree;

std::string first_line(const FileTree& tree, std::string_view path) {
    const auto text = tree.read(path);
    return text ? std::string(gpu::trim(base::first_line(*text))) : std::string{};
}

/// "Linux version 6.12.117-amd64 (…) …"
std::string kernel_of(const FileTree& tree) {
    auto release = first_line(tree, "proc/sys/kernel/osrelease");
    if (!release.empty()) return release;
    constexpr std::string_view kLead = "Linux version ";
    const auto version = first_line(tree, "proc/version");
    if (!version.starts_with(kLead)) return {};
    return version.substr(kLead.size(), version.find(' ', kLead.size()) - kLead.size());
}

std::string distribution_of(const FileTree& tree) {
    auto text = tree.read("etc/os-release");
    if (!text) text = tree.read("usr/lib/os-release");
    if (!text) return {};
    auto name = gpu::value_after(*text, "PRETTY_NAME=").value_or("");
    if (name.size() > 1 && name.front() == '"' && name.back() == '"') {
        name = name.substr(1, name.size() - 2);
    }
    return std::string(name);
}

std::string container_of(const FileTree& tree) {
    if (tree.read(".dockerenv")) return "/.dockerenv";
    if (tree.read("run/.containerenv")) return "/run/.containerenv";
    return first_line(tree, "run/systemd/container");
}

std::optional<std::uint64_t> meminfo(const FileTree& tree, std::string_view key) {
    const auto text = tree.read("proc/meminfo");
    if (!text) return std::nullopt;
    auto line = gpu::value_after(*text, key);
    if (!line) return std::nullopt;
    if (line->ends_with("kB")) line->remove_suffix(2);
    const auto kib = gpu::parse_u64(*line);
    return kib ? std::optional(*kib * 1024) : std::nullopt;
}

/// fw_version/*_fw_version of a card: readable by anyone on recent kernels.
std::map<std::string, std::string> firmware_of(const FileTree& tree, const rocm::Gpu& card) {
    std::map<std::string, std::string> parts;
    if (!card.drm_card) return parts;
    const auto folder =
        tree.folder(fmt::format("sys/class/drm/card{}/device/fw_version", *card.drm_card));
    if (!folder) return parts;
    constexpr std::string_view kTail = "_fw_version";
    for (const std::string_view name : {"me", "mec", "pfp", "rlc", "sdma", "smc", "mes", "imu"}) {
        const auto text = folder->read(fmt::format("{}{}", name, kTail));
        if (!text) continue;
        const auto version = gpu::trim(*text);
        if (gpu::parse_hex(version).value_or(0) != 0) parts.emplace(name, version);
    }
    return parts;
}

std::string models_folder(const Environment& environment) {
    return environment.get_text("HOME").value_or("/");
}

}  // namespace

MachineFacts gather_machine(const std::string& sysroot, const Environment& environment,
                            rocm::GpuInventory gpus) {
    MachineFacts facts;
    facts.gpus = std::move(gpus);
    facts.memory_available = facts.gpus.memory_available;
    const auto tree = FileTree::open(sysroot);
    if (!tree) return facts;
    facts.kernel = kernel_of(*tree);
    facts.distribution = distribution_of(*tree);
    facts.driver_version = first_line(*tree, "sys/module/amdgpu/version");
    facts.rocm_version = first_line(*tree, "opt/rocm/.info/version");
    facts.container = container_of(*tree);
    facts.in_container = !facts.container.empty();
    facts.memory_total = meminfo(*tree, "MemTotal:");
    for (const auto& card : facts.gpus.gpus) {
        auto parts = firmware_of(*tree, card);
        if (!parts.empty()) facts.firmware.emplace(card.pci, std::move(parts));
    }
    if (tree->is_live()) {
        facts.disk_folder = models_folder(environment);
        std::error_code error;
        const auto space = std::filesystem::space(facts.disk_folder, error);
        if (!error) facts.disk_free = space.available;
    }
    return facts;
}

std::optional<rocm::EngineKernels> ServerFacts::way_to(const rocm::GpuInventory& gpus) const {
    const rocm::EngineKernels by_rocm{false, build.gfx_targets,
                                      build.rocblas_targets.value_or(std::vector<std::string>{})};
    const rocm::EngineKernels by_vulkan{true, {}, {}};
    if (not_found) return std::nullopt;
    if (build.has_hip() && (!build.has("vulkan") || rocm::choose_gpu_for(gpus, {}, by_rocm))) {
        return by_rocm;
    }
    return build.has("vulkan") ? std::optional(by_vulkan) : std::nullopt;
}

ServerFacts gather_server(const Environment& host, const std::string& rocr_mask, bool ask_devices) {
    ServerFacts facts;
    const auto binary = llamacpp::find_server(host);
    if (!binary) {
        facts.not_found = binary.error();
        return facts;
    }
    facts.path = binary->path;
    facts.found_by = binary->found_by;
    facts.asked_devices = ask_devices;
    facts.backend_path =
        host.get("GGML_BACKEND_PATH").value_or(llamacpp::cpu_backend_beside(binary->path));
    facts.build = llamacpp::inspect_build(binary->path, host.get("LD_LIBRARY_PATH").value_or(""),
                                          facts.backend_path);
    const auto version = llamacpp::version_of(*binary, host);
    if (!version) {
        facts.version_error = version.error();
        return facts;
    }
    facts.version = *version;
    if (!ask_devices) return facts;
    const auto devices = llamacpp::list_devices(*binary, host, rocr_mask);
    if (!devices) {
        facts.devices_error = devices.error();
        return facts;
    }
    for (const auto& device : *devices)
        facts.devices.push_back(device.line);
    return facts;
}

}  // namespace inference::doctor
