// SPDX-License-Identifier: EUPL-1.2
#include "base/byte_size.h"
#include "gpu/text.h"

#include <inference/rocm/gpus.h>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>
#include <tuple>

namespace inference::gpu {
namespace {

using rocm::Gpu;
using rocm::GpuInventory;
using rocm::GpuKind;
using rocm::GpuVerdict;

std::string describe(const Gpu& gpu) {
    return fmt::format("{} ({})", gpu.name, gpu.pci);
}

/// More is better: free memory, then all of it, then ROCm's order.
auto rank(const GpuInventory& inventory, std::size_t index) {
    const auto& gpu = inventory.gpus[index];
    const auto memory = rocm::vram_info(inventory, gpu);
    return std::tuple(memory ? memory->free : 0, gpu.vram.total.value_or(0),
                      -gpu.rocm_index.value_or(0));
}

std::size_t best_of(const GpuInventory& inventory, const std::vector<std::size_t>& candidates) {
    return *std::ranges::max_element(candidates, {},
                                     [&](std::size_t index) { return rank(inventory, index); });
}

std::string all_reasons(const GpuInventory& inventory, const std::vector<GpuVerdict>& verdicts) {
    std::vector<std::string> lines;
    std::set<std::string_view> different;
    for (std::size_t i = 0; i < verdicts.size(); ++i) {
        if (verdicts[i].usable) continue;
        lines.push_back(fmt::format("{}: {}", describe(inventory.gpus[i]), verdicts[i].reason));
        different.insert(verdicts[i].reason);
    }
    if (different.size() == 1) return std::string(*different.begin());
    return fmt::format("{}", fmt::join(lines, "; "));
}

Result<std::size_t> refuse(const GpuInventory& inventory, const std::vector<GpuVerdict>& verdicts) {
    if (inventory.gpus.empty()) {
        if (inventory.driver_loaded) {
            return fail(ErrorCode::not_found,
                        "gpu: the amdgpu driver is loaded, but this machine has no AMD GPU that it "
                        "drives");
        }
        return fail(ErrorCode::not_found, "gpu: this machine has no AMD GPU");
    }
    auto code = ErrorCode::unavailable;
    for (const auto& verdict : verdicts) {
        if (!verdict.usable && verdict.code == ErrorCode::unsupported) code = verdict.code;
    }
    return fail(code,
                fmt::format("gpu: no AMD GPU can be used: {}", all_reasons(inventory, verdicts)));
}

Result<std::size_t> choose_by_itself(const GpuInventory& inventory,
                                     const std::vector<GpuVerdict>& verdicts, bool vulkan,
                                     std::string& why) {
    std::vector<std::size_t> cards;
    std::vector<std::size_t> integrated;
    bool card_in_the_way = false;
    for (std::size_t i = 0; i < verdicts.size(); ++i) {
        const auto& gpu = inventory.gpus[i];
        const bool discrete = gpu.kind == GpuKind::discrete;
        if (verdicts[i].usable) (discrete ? cards : integrated).push_back(i);
        // One that ROCm (or Mesa) sees but that can't be used: its owner expects it to work, and
        // wants to be told rather than served at a tenth of the speed.
        const bool seen = vulkan ? gpu.driver == "amdgpu" && (!gpu.rocm_index || gpu.masked_index)
                                 : gpu.masked_index.has_value();
        if (!verdicts[i].usable && discrete && seen) card_in_the_way = true;
    }
    if (!cards.empty()) {
        const auto best = best_of(inventory, cards);
        const auto memory = rocm::vram_info(inventory, inventory.gpus[best]);
        const auto free =
            memory ? fmt::format(" ({} free)", base::gib_text(memory->free)) : std::string{};
        why = cards.size() > 1
                  ? fmt::format("the discrete GPU with the most free VRAM{} of {}", free,
                                cards.size())
                  : fmt::format("the {}discrete GPU{}",
                                integrated.empty() && inventory.gpus.size() == 1 ? "only GPU, a "
                                                                                 : "only usable ",
                                free);
        return best;
    }
    if (card_in_the_way && !integrated.empty()) {
        auto refusal = refuse(inventory, verdicts);
        refusal.error().message += fmt::format("; the integrated {} is used only if you name it",
                                               describe(inventory.gpus[integrated.front()]));
        return refusal;
    }
    if (!integrated.empty()) {
        why = fmt::format(
            "an integrated GPU, since {} no discrete one; its memory is a part of the RAM",
            vulkan ? "there is" : "ROCm sees");
        return best_of(inventory, integrated);
    }
    return refuse(inventory, verdicts);
}

bool names_pci(const Gpu& gpu, std::string_view wanted) {
    return gpu.pci == wanted || gpu.pci.ends_with(fmt::format(":{}", wanted));
}

std::vector<std::size_t> matches(const GpuInventory& inventory, std::string_view wanted) {
    const auto text = to_lower(trim(wanted));
    const auto number = parse_u64(text);
    const bool uuid = text.starts_with("gpu-") && text.size() > 4;
    const bool pci = is_pci_address(text) || is_pci_address("0000:" + text);
    std::vector<std::size_t> found;
    for (std::size_t i = 0; i < inventory.gpus.size(); ++i) {
        const auto& gpu = inventory.gpus[i];
        bool fits = false;
        if (number) {
            fits = gpu.rocm_index && static_cast<std::uint64_t>(*gpu.rocm_index) == *number;
        } else if (pci) {
            fits = names_pci(gpu, text);
        } else if (uuid) {
            fits = gpu.uuid && to_lower(*gpu.uuid).starts_with(text);
        } else {
            fits = to_lower(gpu.name).find(text) != std::string::npos;
        }
        if (fits) found.push_back(i);
    }
    return found;
}

Result<std::size_t> choose_wanted(const GpuInventory& inventory,
                                  const std::vector<GpuVerdict>& verdicts, std::string_view wanted,
                                  std::string& why) {
    const auto found = matches(inventory, wanted);
    if (found.empty()) {
        std::vector<std::string> known;
        known.reserve(inventory.gpus.size());
        for (const auto& gpu : inventory.gpus) {
            known.push_back(gpu.rocm_index ? fmt::format("{} = {}", *gpu.rocm_index, describe(gpu))
                                           : describe(gpu));
        }
        return fail(ErrorCode::not_found,
                    fmt::format("gpu: no GPU is {}; {}", wanted,
                                known.empty() ? "this machine has no AMD GPU"
                                              : fmt::format("there are: {}; name one by its index, "
                                                            "PCI address, UUID or name",
                                                            fmt::join(known, ", "))));
    }
    std::vector<std::size_t> usable;
    std::ranges::copy_if(found, std::back_inserter(usable),
                         [&](std::size_t index) { return verdicts[index].usable; });
    if (usable.empty()) {
        const auto index = found.front();
        return fail(verdicts[index].code,
                    fmt::format("gpu: {}, which {} names, can't be used: {}",
                                describe(inventory.gpus[index]), wanted, verdicts[index].reason));
    }
    const auto& first = inventory.gpus[found.front()];
    const bool alike = std::ranges::all_of(
        found, [&](std::size_t index) { return inventory.gpus[index].name == first.name; });
    if (!alike) {
        std::vector<std::string> names;
        names.reserve(found.size());
        for (const auto index : found)
            names.push_back(describe(inventory.gpus[index]));
        return fail(ErrorCode::invalid_argument,
                    fmt::format("gpu: {} fits more than one GPU: {}; give more of the name, or an "
                                "index, PCI address or UUID",
                                wanted, fmt::join(names, ", ")));
    }
    why = usable.size() == 1 ? fmt::format("{} names it", wanted)
                             : fmt::format("{} names {} alike; this one has the most free VRAM",
                                           wanted, usable.size());
    return best_of(inventory, usable);
}

std::vector<std::string> warnings_for(const GpuInventory& inventory, const Gpu& gpu, bool vulkan) {
    std::vector<std::string> warnings;
    if (!vulkan && gpu.gfx_override && gpu.gfx && *gpu.gfx_override != *gpu.gfx) {
        warnings.push_back(fmt::format(
            "HSA_OVERRIDE_GFX_VERSION makes ROCm take {} for {}: if the engine dies, unset it",
            *gpu.gfx, *gpu.gfx_override));
    }
    if (gpu.suspended()) {
        warnings.push_back("it is suspended: the first load takes a moment longer");
    }
    for (const auto& note : inventory.notes)
        warnings.push_back(note);
    return warnings;
}

}  // namespace
}  // namespace inference::gpu

namespace inference::rocm {

Result<GpuChoice> choose_gpu(const GpuInventory& inventory, std::string_view wanted,
                             std::span<const std::string> server_targets) {
    return choose_gpu_for(inventory, wanted,
                          {false, {server_targets.begin(), server_targets.end()}, {}});
}

Result<GpuChoice> choose_gpu_for(const GpuInventory& inventory, std::string_view wanted,
                                 const EngineKernels& engine) {
    const auto verdicts = assess_gpus_for(inventory, engine);
    GpuChoice choice;
    const auto index =
        gpu::trim(wanted).empty()
            ? gpu::choose_by_itself(inventory, verdicts, engine.vulkan, choice.reason)
            : gpu::choose_wanted(inventory, verdicts, gpu::trim(wanted), choice.reason);
    if (!index) return std::unexpected(index.error());
    choice.index = *index;
    choice.gpu = inventory.gpus[*index];
    choice.memory = vram_info(inventory, choice.gpu).value_or(VramInfo{});
    choice.warnings = gpu::warnings_for(inventory, choice.gpu, engine.vulkan);
    if (engine.vulkan) return choice;
    // Partitions share their chip's UUID, and ROCm stops at one that fits more than once.
    const bool by_uuid = choice.gpu.uuid && !choice.gpu.partitioned;
    choice.rocr_visible_devices =
        by_uuid ? *choice.gpu.uuid : std::to_string(*choice.gpu.rocm_index);
    choice.set = {{"ROCR_VISIBLE_DEVICES", choice.rocr_visible_devices},
                  {"HIP_VISIBLE_DEVICES", "0"}};
    choice.unset = {"CUDA_VISIBLE_DEVICES", "GPU_DEVICE_ORDINAL"};
    return choice;
}

}  // namespace inference::rocm
