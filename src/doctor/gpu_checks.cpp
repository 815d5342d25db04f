// SPDX-License-Identifier: EUPL-1.2
#include "base/byte_size.h"
#include "doctor/checks.h"

#include <fmt/format.h>

#include <optional>
#include <string>

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

std::string other_cards(const rocm::GpuInventory& inventory) {
    std::string others;
    for (const auto& card : inventory.other_cards) {
        others += fmt::format("{}{:04x}:{:04x} ({})", others.empty() ? "; there are: " : ", ",
                              card.vendor_id, card.device_id,
                              card.driver.empty() ? "no driver" : card.driver);
    }
    return others;
}

Check no_gpu(const rocm::GpuInventory& inventory, const ServerFacts* server) {
    const auto text = "this machine has no AMD GPU" + other_cards(inventory);
    if (server && !inventory.other_cards.empty() && server->build.has("vulkan")) {
        return warning("GPU", text,
                       "none is needed: the backend llama_cpp uses what Vulkan finds (see its "
                       "devices)");
    }
    return warning("GPU", text,
                   "none is needed to run: models then run on the CPU, many times slower");
}

/// Not used, and that is as it should be.
bool is_left_aside(const Gpu& gpu, const std::optional<Gpu>& chosen) {
    if (!chosen) return false;
    const bool masked = gpu.rocm_index && !gpu.masked_index;
    return masked ||
           (gpu.kind == rocm::GpuKind::integrated && chosen->kind == rocm::GpuKind::discrete);
}

}  // namespace

Checks check_gpus(const MachineFacts& machine, const ServerFacts* server) {
    Checks checks;
    const auto& inventory = machine.gpus;
    if (inventory.gpus.empty()) return {no_gpu(inventory, server)};
    // An engine that reaches no GPU is told of by its own check; the GPUs are judged without it.
    const auto way = server ? server->way_to(inventory) : std::nullopt;
    const auto engine = way.value_or(rocm::EngineKernels{});
    const auto choice = rocm::choose_gpu_for(inventory, {}, engine);
    const auto verdicts = rocm::assess_gpus_for(inventory, engine);
    const auto chosen = choice ? std::optional(choice->gpu) : std::nullopt;
    for (std::size_t i = 0; i < inventory.gpus.size(); ++i) {
        const auto& gpu = inventory.gpus[i];
        const auto subject = fmt::format("GPU {}", gpu.pci);
        const bool used = choice && choice->index == i;
        if (verdicts[i].usable) {
            const auto* how = !used           ? ""
                              : engine.vulkan ? "; this one is used, through Vulkan"
                                              : "; this one is used";
            checks.push_back(good(subject, summary(gpu) + (server && !way ? "" : how)));
            check_health(gpu, subject, checks);
        } else if (is_left_aside(gpu, chosen)) {
            checks.push_back(good(subject, summary(gpu) + "; left aside"));
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
