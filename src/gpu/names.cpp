// SPDX-License-Identifier: EUPL-1.2
#include "gpu/names.h"

#include "gpu/product_rows.h"
#include "gpu/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace inference::gpu {
namespace {

constexpr std::size_t kLongestName = 80;

struct Product {
    std::uint16_t device;
    std::string_view name;
};

// What libdrm's list does not have, and chips whose revision it does not know.
constexpr std::array kChips{
    Product{0x7448, "Radeon PRO W7900"},
    Product{0x7449, "Radeon PRO W7800 48GB"},
    Product{0x744a, "Radeon PRO W7900 Dual Slot"},
    Product{0x744b, "Radeon PRO W7900D"},
    Product{0x745e, "Radeon PRO W7800"},
    Product{0x7470, "Radeon PRO W7700"},
    Product{0x7483, "Radeon RX 7600M"},
    Product{0x7489, "Radeon PRO W7500"},
    Product{0x73a5, "Radeon RX 6950 XT"},
    Product{0x73af, "Radeon RX 6900 XT"},
    Product{0x73a3, "Radeon PRO W6800"},
    Product{0x66af, "Radeon VII"},
    Product{0x66a1, "Radeon Instinct MI50/MI60"},
    Product{0x738c, "Instinct MI100"},
    Product{0x738e, "Instinct MI100"},
    Product{0x7408, "Instinct MI250X"},
    Product{0x740c, "Instinct MI250X/MI250"},
    Product{0x740f, "Instinct MI210"},
    Product{0x74a0, "Instinct MI300A"},
    Product{0x74a1, "Instinct MI300X"},
    Product{0x74a2, "Instinct MI308X"},
    Product{0x74a5, "Instinct MI325X"},
    Product{0x75a0, "Instinct MI350X"},
    Product{0x75a3, "Instinct MI355X"},
    Product{0x1586, "Radeon 8000S (Strix Halo)"},
    Product{0x150e, "Radeon 890M/880M (Strix Point)"},
    Product{0x1114, "Radeon 860M/840M (Krackan Point)"},
    Product{0x15bf, "Radeon 780M/760M (Phoenix)"},
    Product{0x15c8, "Radeon 740M (Phoenix 2)"},
    Product{0x1900, "Radeon 780M/760M (Hawk Point)"},
    Product{0x1901, "Radeon 740M (Hawk Point 2)"},
    Product{0x13c0, "Radeon Graphics (Granite Ridge)"},
    Product{0x164e, "Radeon Graphics (Raphael)"},
    Product{0x1681, "Radeon 680M/660M (Rembrandt)"},
    Product{0x163f, "Radeon Graphics (Van Gogh)"},
    Product{0x1435, "Radeon Graphics (Van Gogh)"},
    Product{0x1506, "Radeon 610M (Mendocino)"},
    Product{0x1636, "Radeon Graphics (Renoir)"},
    Product{0x1638, "Radeon Graphics (Cezanne)"},
    Product{0x164c, "Radeon Graphics (Lucienne)"},
    Product{0x15e7, "Radeon Graphics (Barcelo)"},
    Product{0x15d8, "Radeon Vega Graphics (Picasso)"},
    Product{0x15dd, "Radeon Vega Graphics (Raven)"},
    Product{0x13fe, "BC-250"},
};

/// The row of one device and revision; rows end with `end`, columns with commas.
std::optional<std::string_view> find_row(std::string_view rows, char end, std::uint16_t device_id,
                                         std::uint8_t revision) {
    while (!rows.empty()) {
        const auto row = rows.substr(0, rows.find(end));
        rows.remove_prefix(std::min(rows.size(), row.size() + 1));
        const auto first = row.find(',');
        const auto second = first == std::string_view::npos ? first : row.find(',', first + 1);
        if (second == std::string_view::npos) continue;
        if (parse_hex(row.substr(0, first)) != device_id) continue;
        if (parse_hex(row.substr(first + 1, second - first - 1)) != revision) continue;
        return trim(row.substr(second + 1));
    }
    return std::nullopt;
}

}  // namespace

std::optional<std::string> name_in_ids(std::string_view ids, std::uint16_t device_id,
                                       std::uint8_t revision) {
    auto row = find_row(ids, '\n', device_id, revision).value_or("");
    if (row.starts_with("AMD ")) row.remove_prefix(4);
    if (row.empty() || row.size() > kLongestName) return std::nullopt;
    return std::string(row);
}

std::string product_name(const FileTree& tree, std::uint16_t device_id,
                         std::optional<std::uint8_t> revision) {
    if (revision) {
        if (const auto row = find_row(product_rows(), ';', device_id, *revision)) {
            return std::string(*row);
        }
        // A machine may be newer than this program.
        if (const auto ids = tree.read("usr/share/libdrm/amdgpu.ids")) {
            if (auto name = name_in_ids(*ids, device_id, *revision)) return *std::move(name);
        }
    }
    const auto* const chip = std::ranges::find(kChips, device_id, &Product::device);
    if (chip != kChips.end()) return std::string(chip->name);
    return fmt::format("AMD GPU 1002:{:04x}", device_id);
}

}  // namespace inference::gpu
