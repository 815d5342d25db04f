// SPDX-License-Identifier: EUPL-1.2
#include "gpu/drm.h"

#include "gpu/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace inference::gpu {
namespace {

constexpr std::string_view kDrm = "sys/class/drm";
constexpr std::string_view kPci = "sys/bus/pci/devices";

struct Minors {
    std::optional<int> card;
    std::optional<int> render;
};

std::string_view last_part(std::string_view path) {
    return path.substr(path.rfind('/') + 1);
}

/// "1002:747E" as two numbers.
std::pair<std::uint16_t, std::uint16_t> id_pair(std::optional<std::string_view> text) {
    if (!text) return {0, 0};
    const auto colon = text->find(':');
    if (colon == std::string_view::npos) return {0, 0};
    return {static_cast<std::uint16_t>(parse_hex(text->substr(0, colon)).value_or(0)),
            static_cast<std::uint16_t>(parse_hex(text->substr(colon + 1)).value_or(0))};
}

std::uint16_t id_file(const Folder& folder, std::string_view name) {
    const auto text = folder.read(name);
    return text ? static_cast<std::uint16_t>(parse_hex(*text).value_or(0)) : std::uint16_t{0};
}

/// One file says it all; the single files are asked where it does not.
Card identify(Folder folder) {
    const auto name = last_part(folder.path());
    const std::string pci = is_pci_address(name) ? to_lower(name) : std::string{};
    const auto uevent = folder.read("uevent").value_or(std::string{});
    const auto [vendor, device] = id_pair(value_after(uevent, "PCI_ID="));
    const auto [sub_vendor, sub_device] = id_pair(value_after(uevent, "PCI_SUBSYS_ID="));
    Card card{std::move(folder), pci, vendor, device, sub_vendor, sub_device, {}, {}, {}};
    if (card.pci.empty()) {
        const auto slot = value_after(uevent, "PCI_SLOT_NAME=");
        if (slot && is_pci_address(*slot)) card.pci = to_lower(*slot);
    }
    if (card.vendor_id == 0) card.vendor_id = id_file(card.folder, "vendor");
    if (card.device_id == 0) card.device_id = id_file(card.folder, "device");
    if (card.subsystem_vendor_id == 0) {
        card.subsystem_vendor_id = id_file(card.folder, "subsystem_vendor");
        card.subsystem_device_id = id_file(card.folder, "subsystem_device");
    }
    if (const auto driver = value_after(uevent, "DRIVER=")) {
        card.driver = *driver;
    } else if (const auto link = card.folder.link("driver")) {
        card.driver = last_part(*link);
    }
    return card;
}

bool is_graphics(const Folder& folder) {
    std::optional<std::uint64_t> number;
    if (const auto text = folder.read("class")) number = parse_hex(*text);
    if (!number) {
        const auto uevent = folder.read("uevent").value_or(std::string{});
        if (const auto text = value_after(uevent, "PCI_CLASS=")) number = parse_hex(*text);
    }
    // 03: display; 12: processing accelerator, which MI cards without a display are.
    return number && (*number >> 16 == 0x03 || *number >> 16 == 0x12);
}

void add_drm_cards(const FileTree& tree, std::vector<Card>& cards) {
    const auto names = tree.list(kDrm);
    if (!names) return;
    std::map<std::string, Minors> minors;
    for (const auto& name : *names) {
        const auto card = numbered(name, "card");
        const auto render = numbered(name, "renderD");
        if (!card && !render) continue;
        const auto device = tree.real_path(fmt::format("{}/{}/device", kDrm, name));
        if (!device) continue;
        auto& entry = minors[*device];
        (card ? entry.card : entry.render) = card ? card : render;
    }
    for (const auto& [path, entry] : minors) {
        auto folder = tree.folder(path);
        if (!folder) continue;
        auto card = identify(std::move(*folder));
        card.drm_card = entry.card;
        card.render_minor = entry.render;
        cards.push_back(std::move(card));
    }
}

void add_pci_cards(const FileTree& tree, std::vector<Card>& cards) {
    const auto names = tree.list(kPci);
    if (!names) return;
    for (const auto& name : *names) {
        if (!is_pci_address(name)) continue;
        const auto known = [&](const Card& card) { return card.pci == to_lower(name); };
        if (std::ranges::any_of(cards, known)) continue;
        auto folder = tree.folder(fmt::format("{}/{}", kPci, name));
        if (!folder || !is_graphics(*folder)) continue;
        auto card = identify(std::move(*folder));
        if (card.vendor_id != 0 && !card.pci.empty()) cards.push_back(std::move(card));
    }
}

}  // namespace

std::vector<Card> find_cards(const FileTree& tree) {
    std::vector<Card> cards;
    add_drm_cards(tree, cards);
    add_pci_cards(tree, cards);
    return cards;
}

bool driver_is_loaded(const FileTree& tree) {
    return tree.real_path("sys/bus/pci/drivers/amdgpu").has_value() ||
           tree.real_path("sys/module/amdgpu").has_value();
}

}  // namespace inference::gpu
