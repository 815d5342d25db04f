// SPDX-License-Identifier: EUPL-1.2
#include "doctor/checks.h"
#include "doctor/known_bad.h"
#include "gpu/text.h"

#include <fmt/format.h>

#include <algorithm>

namespace inference::doctor {
namespace {

bool names_target(std::string_view targets, std::string_view wanted) {
    while (!targets.empty()) {
        const auto target = targets.substr(0, targets.find(' '));
        if (target == wanted) return true;
        targets.remove_prefix(std::min(targets.size(), target.size() + 1));
    }
    return false;
}

bool has_firmware(const MachineFacts& machine, const std::string& pci, const KnownBad& bad) {
    if (bad.firmware_part.empty()) return true;
    const auto parts = machine.firmware.find(pci);
    if (parts == machine.firmware.end()) return false;
    const auto version = parts->second.find(std::string(bad.firmware_part));
    return version != parts->second.end() && gpu::parse_hex(version->second) == bad.firmware;
}

}  // namespace

Checks check_known_bad(const MachineFacts& machine) {
    Checks checks;
    // A driver of AMD's own packages is not the kernel's, whose faults it need not have.
    const auto kernel = machine.driver_version.empty() ? version_of(machine.kernel) : Version{};
    const auto rocm = version_of(machine.rocm_version);
    for (const rocm::Gpu& gpu : machine.gpus.gpus) {
        if (!gpu.gfx) continue;
        for (const KnownBad& bad : known_bad()) {
            if (!names_target(bad.targets, *gpu.gfx) || !bad.kernel.holds(kernel) ||
                !bad.rocm.holds(rocm) || !has_firmware(machine, gpu.pci, bad)) {
                continue;
            }
            checks.push_back(warning(fmt::format("GPU {}", gpu.pci), std::string(bad.what),
                                     fmt::format("{} ({})", bad.remedy, bad.source)));
        }
    }
    return checks;
}

}  // namespace inference::doctor
