// SPDX-License-Identifier: EUPL-1.2
#include "base/byte_size.h"
#include "doctor/checks.h"

#include <fmt/format.h>

namespace inference::doctor {
namespace {

using rocm::Gpu;

std::string summary(const Gpu& gpu) {
    std::string text = fmt::format("{}, {}", gpu.name, rocm::to_string(gpu.kind));
    if (gpu.gfx) text += ", " + *gpu.gfx;
    if (gpu.gfx_override && gpu.gfx_override != gpu.gfx) text += " taken for " + *gpu.gfx_override;
    const auto& memory = gpu.works_in_gtt ? gpu.gtt : gpu.vram;
    if (memory.total) {
        text += fmt::format(", {} {}", base::gib_text(*memory.total),
                            gpu.works_in_gtt ? "GTT" : "VRAM");
    }
    if (gpu.vram.free() && !gpu.works_in_gtt) {
        text += fmt::format(" ({:.1f} free)", base::to_gib(*gpu.vram.free()));
    }
    return text;
}

void check_health(const Gpu& gpu, const std::string& subject, Checks& checks) {
    const bool discrete = gpu.kind == rocm::GpuKind::discrete;
    if (discrete && gpu.vram.total && gpu.vram.free() && *gpu.vram.free() < *gpu.vram.total / 4) {
        checks.push_back(warning(subject, "less than a quarter of its VRAM is free",
                                 "end what else uses it: rocinfer gpus --watch shows it move"));
    }
    if (discrete && gpu.visible_vram.total && gpu.vram.total &&
        *gpu.visible_vram.total < *gpu.vram.total) {
        checks.push_back(warning(subject, "the CPU can address only a part of its VRAM",
                                 "switch Resizable BAR (Above 4G decoding) on in the firmware: "
                                 "models load faster"));
    }
    for (const auto& sensor : gpu.telemetry.temperatures) {
        if (sensor.celsius < 100) continue;
        checks.push_back(warning(subject,
                                 fmt::format("{} is at {:.0f} °C", sensor.label, sensor.celsius),
                                 "look at its fans: it slows itself down when it is that hot"));
    }
    if (gpu.partitioned) {
        checks.push_back(warning(subject, "one partition of a partitioned accelerator",
                                 "models get this partition's memory only; SPX mode gives all"));
    }
}

}  // namespace

Checks check_gpus(const MachineFacts& machine, const ServerFacts* server) {
    Checks checks;
    const auto& inventory = machine.gpus;
    if (inventory.gpus.empty()) {
        std::string others;
        for (const auto& card : inventory.other_cards) {
            others += fmt::format("{}{:04x}:{:04x} ({})", others.empty() ? "; there are: " : ", ",
                                  card.vendor_id, card.device_id,
                                  card.driver.empty() ? "no driver" : card.driver);
        }
        checks.push_back(warning("GPU", "this machine has no AMD GPU" + others,
                                 "none is needed to run: models then run on the CPU, many times "
                                 "slower"));
        return checks;
    }
    const auto targets = server ? server->build.gfx_targets : std::vector<std::string>{};
    const auto choice = rocm::choose_gpu(inventory, {}, targets);
    const auto verdicts = rocm::assess_gpus(inventory, targets);
    for (std::size_t i = 0; i < inventory.gpus.size(); ++i) {
        const auto& gpu = inventory.gpus[i];
        const auto subject = fmt::format("GPU {}", gpu.pci);
        const bool chosen = choice && choice->index == i;
        if (verdicts[i].usable) {
            checks.push_back(good(subject, summary(gpu) + (chosen ? "; this one is used" : "")));
            check_health(gpu, subject, checks);
        } else if (choice) {
            checks.push_back(
                warning(subject, summary(gpu) + "; it can't be used", verdicts[i].reason));
        } else {
            checks.push_back(
                failure(subject, summary(gpu) + "; it can't be used", verdicts[i].reason));
        }
    }
    if (!choice) {
        checks.push_back(failure("GPU choice", choice.error().message, "see above"));
    }
    return checks;
}

}  // namespace inference::doctor
