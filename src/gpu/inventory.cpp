// SPDX-License-Identifier: EUPL-1.2
#include "gpu/choice/mask.h"
#include "gpu/drm.h"
#include "gpu/gfx_target.h"
#include "gpu/kfd.h"
#include "gpu/kind.h"
#include "gpu/names.h"
#include "gpu/pci_device.h"
#include "gpu/telemetry.h"
#include "gpu/text.h"

#include <inference/rocm/gpus.h>

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <tuple>

namespace inference::gpu {
namespace {

/// Everything that was found, while it is put together.
struct Survey {
    const FileTree& tree;
    KfdTopology topology;
    std::vector<Card> cards;
    rocm::GpuInventory inventory;
    std::vector<bool> unknown_kind;  // one for each of inventory.gpus
    std::vector<bool> card_used;
};

/// "0000:03:00", where a partition's number may be in the function.
std::string_view slot(std::string_view pci) {
    return pci.substr(0, pci.rfind('.'));
}

int find_card(const Survey& survey, const KfdNode& node) {
    const auto& cards = survey.cards;
    const auto index_if = [&](auto fits) {
        const auto found = std::ranges::find_if(cards, fits);
        return found == cards.end() ? -1 : static_cast<int>(found - cards.begin());
    };
    if (node.render_minor > 0) {
        const int index = index_if([&](const Card& card) {
            return card.render_minor == node.render_minor &&
                   (card.vendor_id == kAmd || card.vendor_id == 0);
        });
        if (index >= 0) return index;
    }
    const auto pci = node.pci();
    return index_if([&](const Card& card) { return card.pci == pci && card.vendor_id == kAmd; });
}

/// Whether a node has a PCI device to itself; of a partitioned chip only the first has.
bool has_own_device(const Survey& survey, const KfdNode& node) {
    const auto pci = node.pci();
    return std::ranges::any_of(
        survey.cards, [&](const Card& card) { return card.pci == pci && card.vendor_id == kAmd; });
}

bool is_partition(const Survey& survey, const KfdNode& node) {
    const auto mine = node.pci();
    const auto same_chip = [&](const KfdNode& other) {
        // Partitions share their chip's id; two cards that a virtual machine got in one slot do
        // not.
        if (node.unique_id != 0 && other.unique_id != 0) return other.unique_id == node.unique_id;
        const auto theirs = other.pci();
        if (slot(theirs) != slot(mine)) return false;
        return theirs == mine || !has_own_device(survey, node) || !has_own_device(survey, other);
    };
    return std::ranges::count_if(survey.topology.gpus, same_chip) > 1;
}

/// The PCI device that a partition is a part of.
const Card* chip_of(const Survey& survey, const KfdNode& node) {
    const auto pci = node.pci();
    const auto found = std::ranges::find_if(survey.cards, [&](const Card& card) {
        return !card.pci.empty() && card.vendor_id == kAmd && slot(card.pci) == slot(pci);
    });
    return found == survey.cards.end() ? nullptr : &*found;
}

void fill_from_card(Survey& survey, const Card& card, rocm::Gpu& gpu) {
    gpu.pci = card.pci;
    gpu.vendor_id = card.vendor_id;
    if (card.device_id != 0) gpu.device_id = card.device_id;
    if (card.subsystem_vendor_id != 0) {
        gpu.subsystem_vendor_id = card.subsystem_vendor_id;
        gpu.subsystem_device_id = card.subsystem_device_id;
    }
    gpu.driver = card.driver;
    read_device(card.folder, survey.tree, gpu);
    if (is_awake(gpu.runtime_status)) gpu.telemetry = read_telemetry(card.folder, survey.tree);
}

void fill_from_node(const KfdNode& node, rocm::Gpu& gpu) {
    gpu.kfd_node = node.number;
    gpu.kfd_gpu_id = node.gpu_id;
    gpu.gfx = gfx_name(node.target_version);
    if (node.compute_units > 0) gpu.compute_units = node.compute_units;
    // ROCm knows only the KFD's id: one that the device file alone has can't be used in a mask.
    gpu.uuid.reset();
    if (node.unique_id != 0) gpu.uuid = fmt::format("GPU-{:016x}", node.unique_id);
    if (!gpu.device_id && node.device_id != 0 && node.device_id <= 0xffff) {
        gpu.device_id = static_cast<std::uint16_t>(node.device_id);
    }
}

/// A partition has the memory that the KFD gives it; what of it is in use is only known where all
/// partitions share the card's.
void fill_partition_memory(const KfdNode& node, rocm::Gpu& gpu) {
    if (node.bank_bytes == 0 || node.bank_bytes == gpu.vram.total) return;
    gpu.vram = {node.bank_bytes, std::nullopt};
    gpu.visible_vram = {};
}

/// The KFD's bank is the memory that ROCm gets. On an integrated GPU it is the carve-out or what
/// TTM allows of the RAM, which amdgpu.gttsize can make smaller or larger than the driver's GTT.
void choose_pool(const KfdNode& node, rocm::Gpu& gpu) {
    if (gpu.kind != rocm::GpuKind::integrated || !gpu.gtt.total || node.bank_bytes == 0) return;
    const bool is_gtt = *gpu.gtt.total == node.bank_bytes;
    const bool is_carve_out = !gpu.vram.total || *gpu.vram.total == node.bank_bytes;
    gpu.works_in_gtt = is_gtt || !is_carve_out;
    if (gpu.works_in_gtt) gpu.gtt.total = std::min(*gpu.gtt.total, node.bank_bytes);
}

void fill_access(const Survey& survey, rocm::Gpu& gpu) {
    if (!gpu.render_minor) {
        gpu.render_access.error = ENOENT;
        return;
    }
    gpu.render_access =
        survey.tree.device_access(fmt::format("dev/dri/renderD{}", *gpu.render_minor), false);
}

void name_and_kind(Survey& survey, const Card* card, std::optional<std::uint32_t> target,
                   rocm::Gpu& gpu) {
    if (gpu.name.empty()) {
        gpu.name = product_name(survey.tree, gpu.device_id.value_or(0), gpu.revision);
    }
    if (!target && card) target = read_core_target(card->folder, survey.tree);
    if (!gpu.gfx && target) gpu.gfx = gfx_name(*target);
    const auto kind = find_kind(target, gpu.device_id, card ? &card->folder : nullptr, survey.tree);
    survey.unknown_kind.push_back(!kind);
    if (!kind) return;
    gpu.kind = kind->kind;
    gpu.kind_reason = kind->reason;
}

void apply_override(const Survey& survey, rocm::Gpu& gpu) {
    const auto& environment = survey.inventory.environment;
    if (!gpu.kfd_node) return;
    const auto own = environment.gfx_override_by_node.find(*gpu.kfd_node);
    const bool has_own = own != environment.gfx_override_by_node.end();
    if (!has_own && !environment.gfx_override) return;
    const auto& text = has_own ? own->second : *environment.gfx_override;
    gpu.gfx_override = gfx_of_override(text);
    if (gpu.gfx_override) return;
    gpu.problems.push_back(
        fmt::format("HSA_OVERRIDE_GFX_VERSION{}={} is not three numbers like 11.0.0, and ROCm "
                    "does not start with it: unset it",
                    has_own ? fmt::format("_{}", *gpu.kfd_node) : "", text));
}

void add_node(Survey& survey, const KfdNode& node, int& next_index) {
    rocm::Gpu gpu;
    const int index = find_card(survey, node);
    const Card* card = index < 0 ? nullptr : &survey.cards[static_cast<std::size_t>(index)];
    if (card) survey.card_used[static_cast<std::size_t>(index)] = true;
    gpu.partitioned = is_partition(survey, node);
    const Card* chip = card && !card->pci.empty() ? card : chip_of(survey, node);
    if (chip) {
        survey.card_used[static_cast<std::size_t>(chip - survey.cards.data())] = true;
        fill_from_card(survey, *chip, gpu);
    } else {
        gpu.pci = node.pci();
        gpu.driver = "amdgpu";  // nobody else makes KFD nodes
    }
    if (card) gpu.drm_card = card->drm_card;
    if (node.render_minor > 0) gpu.render_minor = node.render_minor;
    fill_from_node(node, gpu);
    name_and_kind(survey, chip,
                  node.target_version != 0 ? std::optional(node.target_version) : std::nullopt,
                  gpu);
    if (gpu.partitioned) {
        fill_partition_memory(node, gpu);
    } else if (!gpu.vram.total && node.bank_bytes != 0 && gpu.kind == rocm::GpuKind::discrete) {
        gpu.vram.total = node.bank_bytes;
    }
    choose_pool(node, gpu);
    fill_access(survey, gpu);
    apply_override(survey, gpu);
    // ROCm leaves a node out whose render node is missing or forbidden, and fails as a whole on one
    // that it has no permission for.
    const int error = gpu.render_access.error;
    if (error != ENOENT && error != EPERM) gpu.rocm_index = next_index++;
    survey.inventory.gpus.push_back(std::move(gpu));
}

std::string why_no_node(const Survey& survey, const Card& card) {
    if (card.driver.empty()) return "no driver is bound to it: load amdgpu";
    if (card.driver != "amdgpu") {
        return fmt::format("it is bound to the driver {}, not to amdgpu", card.driver);
    }
    if (!survey.topology.present) {
        return "the kernel offers no compute on it: /sys/class/kfd is missing";
    }
    if (!survey.topology.hidden_nodes.empty()) {
        return fmt::format("this container hides it from ROCm: pass --device /dev/dri/renderD{}",
                           card.render_minor.value_or(128));
    }
    return "the kernel does not offer it for compute (not in the KFD topology): see dmesg | grep "
           "kfd";
}

void add_card_without_node(Survey& survey, const Card& card) {
    rocm::Gpu gpu;
    fill_from_card(survey, card, gpu);
    gpu.drm_card = card.drm_card;
    gpu.render_minor = card.render_minor;
    name_and_kind(survey, &card, std::nullopt, gpu);
    if (gpu.render_minor) fill_access(survey, gpu);
    gpu.problems.push_back(why_no_node(survey, card));
    survey.inventory.gpus.push_back(std::move(gpu));
}

void add_gpus(Survey& survey) {
    survey.card_used.assign(survey.cards.size(), false);
    int next_index = 0;
    for (const auto& node : survey.topology.gpus)
        add_node(survey, node, next_index);
    for (std::size_t i = 0; i < survey.cards.size(); ++i) {
        const auto& card = survey.cards[i];
        if (survey.card_used[i]) continue;
        if (card.vendor_id == kAmd) {
            add_card_without_node(survey, card);
        } else if (!card.pci.empty() && card.vendor_id != 0) {
            survey.inventory.other_cards.push_back(
                {card.pci, card.vendor_id, card.device_id, card.driver});
        }
    }
    // A bool vector has no contiguous storage for a span.
    const auto unknown = std::make_unique<bool[]>(survey.unknown_kind.size());
    std::ranges::copy(survey.unknown_kind, unknown.get());
    settle_unknown_kinds(survey.inventory.gpus, {unknown.get(), survey.unknown_kind.size()});
}

void apply_masks(rocm::GpuInventory& inventory) {
    const auto& value = inventory.environment.rocr_visible_devices;
    std::vector<std::optional<std::string>> uuids;
    for (auto& gpu : inventory.gpus) {
        if (!gpu.rocm_index) continue;
        if (!value) gpu.masked_index = gpu.rocm_index;
        uuids.push_back(gpu.uuid);
    }
    if (!value) return;
    const auto mask = apply_mask(*value, uuids);
    if (!mask.note.empty()) {
        inventory.notes.push_back(fmt::format("ROCR_VISIBLE_DEVICES={}: {}", *value, mask.note));
    }
    for (auto& gpu : inventory.gpus) {
        if (!gpu.rocm_index) continue;
        const auto found = std::ranges::find(mask.visible, *gpu.rocm_index);
        if (found == mask.visible.end()) continue;
        gpu.masked_index = static_cast<int>(found - mask.visible.begin());
    }
}

std::optional<std::uint64_t> memory_available(const FileTree& tree) {
    const auto text = tree.read("proc/meminfo");
    if (!text) return std::nullopt;
    auto line = value_after(*text, "MemAvailable:");
    if (!line) return std::nullopt;
    if (line->ends_with("kB")) line->remove_suffix(2);
    const auto kib = parse_u64(*line);
    return kib ? std::optional(*kib * 1024) : std::nullopt;
}

}  // namespace
}  // namespace inference::gpu

namespace inference::rocm {

Result<GpuInventory> read_gpus(const std::string& sysroot, const GpuEnvironment& environment) {
    const auto tree = gpu::FileTree::open(sysroot);
    if (!tree) return std::unexpected(tree.error());
    gpu::Survey survey{*tree, gpu::read_topology(*tree), gpu::find_cards(*tree), {}, {}, {}};
    auto& inventory = survey.inventory;
    inventory.environment = environment;
    inventory.driver_loaded = gpu::driver_is_loaded(*tree);
    inventory.kfd_present = survey.topology.present;
    inventory.kfd_access = tree->device_access("dev/kfd", true);
    inventory.memory_available = gpu::memory_available(*tree);
    inventory.notes = survey.topology.notes;
    gpu::add_gpus(survey);
    // UUIDs and indices are ROCm's: in node order, before the list is sorted for people.
    gpu::apply_masks(inventory);
    std::ranges::sort(inventory.gpus, {}, [](const Gpu& gpu) {
        return std::tuple(!gpu.rocm_index, gpu.rocm_index.value_or(0), gpu.pci,
                          gpu.drm_card.value_or(-1));
    });
    return std::move(inventory);
}

}  // namespace inference::rocm
