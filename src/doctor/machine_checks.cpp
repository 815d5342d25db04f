// SPDX-License-Identifier: EUPL-1.2
#include "base/byte_size.h"
#include "doctor/checks.h"
#include "gpu/choice/verdict.h"

#include <fmt/format.h>

#include <charconv>
#include <utility>

namespace inference::doctor {
namespace {

// RDNA 3 needs it for its KFD support; older ones are met on LTS distributions.
constexpr std::pair kOldestKernel{6, 1};

std::optional<std::pair<int, int>> version_of(const std::string& text) {
    std::pair<int, int> version;
    const char* end = text.data() + text.size();
    const auto major = std::from_chars(text.data(), end, version.first);
    if (major.ec != std::errc{} || major.ptr == end || *major.ptr != '.') return std::nullopt;
    const auto minor = std::from_chars(major.ptr + 1, end, version.second);
    if (minor.ec != std::errc{}) return std::nullopt;
    return version;
}

}  // namespace

Checks check_kernel(const MachineFacts& machine) {
    const auto system =
        machine.distribution.empty() ? std::string{} : fmt::format(" ({})", machine.distribution);
    const auto version = version_of(machine.kernel);
    Checks checks;
    if (!version) {
        checks.push_back(warning("kernel", "its version can't be read", "mount /proc"));
    } else if (*version < kOldestKernel) {
        checks.push_back(warning("kernel", fmt::format("Linux {}{}", machine.kernel, system),
                                 "take Linux 6.1 or later: older ones do not know newer GPUs"));
    } else {
        checks.push_back(good("kernel", fmt::format("Linux {}{}", machine.kernel, system)));
    }
    if (machine.in_container) {
        checks.push_back(
            good("container", fmt::format("this is a container ({})", machine.container)));
    }
    return checks;
}

Checks check_driver(const MachineFacts& machine) {
    if (!machine.gpus.driver_loaded) {
        if (machine.gpus.gpus.empty()) {
            return {warning("amdgpu driver", "not loaded: this machine has no AMD GPU",
                            "nothing, where that is so: models run on the CPU")};
        }
        return {failure("amdgpu driver", "not loaded",
                        "sudo modprobe amdgpu; dmesg says why where that fails")};
    }
    const auto which = machine.driver_version.empty()
                           ? std::string("the kernel's own")
                           : fmt::format("version {}", machine.driver_version);
    Checks checks{good("amdgpu driver", fmt::format("loaded ({})", which))};
    for (const auto& [gpu, parts] : machine.firmware) {
        std::string text;
        for (const auto& [part, version] : parts) {
            text += fmt::format("{}{} {}", text.empty() ? "" : ", ", part, version);
        }
        checks.push_back(good(fmt::format("firmware {}", gpu), text));
    }
    return checks;
}

Checks check_devices(const MachineFacts& machine, const ServerFacts* server) {
    const auto& inventory = machine.gpus;
    if (inventory.gpus.empty() && !inventory.driver_loaded) return {};
    Checks checks;
    const auto owner = [](const rocm::DeviceAccess& access) {
        if (!access.group_id) return std::string{};
        return fmt::format(" (group {}{})", access.group.empty() ? "" : access.group + " ",
                           *access.group_id);
    };
    if (inventory.kfd_access.ok()) {
        checks.push_back(good("/dev/kfd", "opens" + owner(inventory.kfd_access)));
    } else if (server && server->build.has("vulkan") && !server->build.has_hip()) {
        checks.push_back(good("/dev/kfd",
                              "can't be opened, and this llama-server does not need "
                              "it: it reaches GPUs through Vulkan"));
    } else {
        checks.push_back(failure("/dev/kfd", gpu::access_reason("/dev/kfd", inventory.kfd_access),
                                 "ROCm sees no GPU without it"));
    }
    for (const auto& gpu : inventory.gpus) {
        if (!gpu.render_minor) continue;
        const auto device = fmt::format("/dev/dri/renderD{}", *gpu.render_minor);
        if (gpu.render_access.ok()) {
            checks.push_back(
                good(device, fmt::format("may be used{}: {}", owner(gpu.render_access), gpu.name)));
        } else {
            checks.push_back(failure(device, (gpu::access_reason(device, gpu.render_access)),
                                     fmt::format("{} can't be used without it", gpu.name)));
        }
    }
    return checks;
}

Checks check_memory(const MachineFacts& machine) {
    if (!machine.memory_total || !machine.memory_available) {
        return {warning("memory", "how much there is can't be read", "mount /proc")};
    }
    const auto text = fmt::format("{} of {} available", base::gib_text(*machine.memory_available),
                                  base::gib_text(*machine.memory_total));
    if (*machine.memory_available < 2 * base::kGiB) {
        return {warning("memory", text, "close other programs: loading a model needs RAM too")};
    }
    return {good("memory", text)};
}

Checks check_disk(const MachineFacts& machine) {
    if (!machine.disk_free) return {};
    const auto text =
        fmt::format("{} free in {}", base::gib_text(*machine.disk_free), machine.disk_folder);
    if (*machine.disk_free < 5 * base::kGiB) {
        return {warning("disk", text, "make room: one model has 2 to 20 GB")};
    }
    return {good("disk", text)};
}

}  // namespace inference::doctor
