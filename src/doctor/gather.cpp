// SPDX-License-Identifier: EUPL-1.2
#include "base/lines.h"
#include "doctor/facts.h"
#include "gpu/file_tree.h"
#include "gpu/text.h"
#include "llamacpp/launch/child_environment.h"
#include "llamacpp/launch/cpu_backend.h"
#include "llamacpp/launch/find_server.h"
#include "llamacpp/launch/probe.h"
#include "process/run_program.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <filesystem>

namespace inference::doctor {
namespace {

using gpu::FileTree;

constexpr auto kPatience = std::chrono::seconds(30);  // ROCm's first start compiles and is slow

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

std::vector<std::string> device_lines(const std::string& output) {
    std::vector<std::string> devices;
    bool begun = false;
    for (const std::string_view line : base::Lines(output)) {
        const auto text = gpu::trim(line);
        if (begun && !text.empty() && text != "(none)") devices.emplace_back(text);
        if (text == "Available devices:") begun = true;
    }
    return devices;
}

/// --list-devices as a model's server would see it: with the mask of the GPU that would be used.
Result<std::string> list_devices(const llamacpp::ServerBinary& binary, const Environment& host,
                                 const std::string& rocr_mask) {
    const auto environment = llamacpp::build_environment(
        host, {}, {.rocr_visible_devices = rocr_mask}, llamacpp::cpu_backend_beside(binary.path));
    if (!environment) return std::unexpected(environment.error());
    auto run = process::run_program({binary.path, {"--list-devices"}, environment->entries()},
                                    {.deadline = std::chrono::steady_clock::now() + kPatience});
    if (!run) return std::unexpected(run.error());
    if (!run->status) {
        return fail(ErrorCode::start_failed,
                    "llama-server --list-devices did not end within 30 s: ROCm may hang",
                    run->tail);
    }
    if (!run->succeeded()) {
        return fail(ErrorCode::start_failed,
                    "llama-server --list-devices " + run->status->describe(), run->tail);
    }
    return std::move(run->output);
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

ServerFacts gather_server(const Environment& host, const std::string& rocr_mask) {
    ServerFacts facts;
    const auto binary = llamacpp::find_server(host);
    if (!binary) {
        facts.not_found = binary.error();
        return facts;
    }
    facts.path = binary->path;
    facts.found_by = binary->found_by;
    facts.build = llamacpp::inspect_build(binary->path, host.get("LD_LIBRARY_PATH").value_or(""),
                                          host.get("GGML_BACKEND_PATH").value_or(""));
    const auto version = llamacpp::version_of(*binary, host);
    if (!version) {
        facts.version_error = version.error();
        return facts;
    }
    facts.version = *version;
    const auto devices = list_devices(*binary, host, rocr_mask);
    if (devices) {
        facts.devices = device_lines(*devices);
    } else {
        facts.devices_error = devices.error();
    }
    return facts;
}

}  // namespace inference::doctor
