// SPDX-License-Identifier: EUPL-1.2
#include "gpu/names.h"

#include "base/lines.h"
#include "gpu/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace inference::gpu {
namespace {

constexpr int kAny = -1;

struct Product {
    std::uint16_t device;
    int revision;
    std::string_view name;
};

// The GPUs that people run models on; one chip is several products, told apart by the revision.
constexpr std::array kProducts{
    Product{0x7550, 0xc0, "Radeon RX 9070 XT"},
    Product{0x7550, 0xc3, "Radeon RX 9070"},
    Product{0x7550, 0xc2, "Radeon RX 9070 GRE"},
    Product{0x7551, 0xc0, "Radeon AI PRO R9700"},
    Product{0x7551, 0xc8, "Radeon AI PRO R9600D"},
    Product{0x7590, 0xc0, "Radeon RX 9060 XT"},
    Product{0x7590, 0xc7, "Radeon RX 9060"},
    Product{0x744c, 0xc8, "Radeon RX 7900 XTX"},
    Product{0x744c, 0xcc, "Radeon RX 7900 XT"},
    Product{0x744c, 0xce, "Radeon RX 7900 GRE"},
    Product{0x744c, 0xcf, "Radeon RX 7900M"},
    Product{0x7448, kAny, "Radeon PRO W7900"},
    Product{0x7449, kAny, "Radeon PRO W7800 48GB"},
    Product{0x744a, kAny, "Radeon PRO W7900 Dual Slot"},
    Product{0x744b, kAny, "Radeon PRO W7900D"},
    Product{0x745e, kAny, "Radeon PRO W7800"},
    Product{0x747e, 0xc8, "Radeon RX 7800 XT"},
    Product{0x747e, 0xff, "Radeon RX 7700 XT"},
    Product{0x747e, 0xdb, "Radeon RX 7700"},
    Product{0x747e, 0xd8, "Radeon RX 7800M"},
    Product{0x7470, kAny, "Radeon PRO W7700"},
    Product{0x7480, 0xc0, "Radeon RX 7600 XT"},
    Product{0x7480, 0xcf, "Radeon RX 7600"},
    Product{0x7480, 0xc7, "Radeon RX 7600M XT"},
    Product{0x7480, 0xc1, "Radeon RX 7700S"},
    Product{0x7480, 0xc3, "Radeon RX 7600S"},
    Product{0x7483, kAny, "Radeon RX 7600M"},
    Product{0x7489, kAny, "Radeon PRO W7500"},
    Product{0x73a5, kAny, "Radeon RX 6950 XT"},
    Product{0x73af, kAny, "Radeon RX 6900 XT"},
    Product{0x73bf, 0xc0, "Radeon RX 6900 XT"},
    Product{0x73bf, 0xc1, "Radeon RX 6800 XT"},
    Product{0x73bf, 0xc3, "Radeon RX 6800"},
    Product{0x73a3, kAny, "Radeon PRO W6800"},
    Product{0x73df, 0xc0, "Radeon RX 6750 XT"},
    Product{0x73df, 0xc1, "Radeon RX 6700 XT"},
    Product{0x73df, 0xc5, "Radeon RX 6700 XT"},
    Product{0x73df, 0xdf, "Radeon RX 6700"},
    Product{0x73ef, kAny, "Radeon RX 6650 XT"},
    Product{0x73ff, 0xc1, "Radeon RX 6600 XT"},
    Product{0x73ff, 0xc7, "Radeon RX 6600"},
    Product{0x743f, 0xc1, "Radeon RX 6500 XT"},
    Product{0x731f, 0xc1, "Radeon RX 5700 XT"},
    Product{0x731f, 0xc4, "Radeon RX 5700"},
    Product{0x66af, kAny, "Radeon VII"},
    Product{0x66a1, kAny, "Radeon Instinct MI50/MI60"},
    Product{0x738c, kAny, "Instinct MI100"},
    Product{0x738e, kAny, "Instinct MI100"},
    Product{0x7408, kAny, "Instinct MI250X"},
    Product{0x740c, kAny, "Instinct MI250X/MI250"},
    Product{0x740f, kAny, "Instinct MI210"},
    Product{0x74a0, kAny, "Instinct MI300A"},
    Product{0x74a1, kAny, "Instinct MI300X"},
    Product{0x74a2, kAny, "Instinct MI308X"},
    Product{0x74a5, kAny, "Instinct MI325X"},
    Product{0x75a0, kAny, "Instinct MI350X"},
    Product{0x75a3, kAny, "Instinct MI355X"},
    Product{0x1586, 0xc1, "Radeon 8060S"},
    Product{0x1586, 0xc3, "Radeon 8060S"},
    Product{0x1586, 0xc6, "Radeon 8060S"},
    Product{0x1586, 0xd1, "Radeon 8060S"},
    Product{0x1586, 0xc2, "Radeon 8050S"},
    Product{0x1586, 0xc4, "Radeon 8050S"},
    Product{0x1586, 0xd2, "Radeon 8050S"},
    Product{0x1586, 0xd4, "Radeon 8050S"},
    Product{0x1586, 0xd5, "Radeon 8040S"},
    Product{0x1586, kAny, "Radeon 8000S (Strix Halo)"},
    Product{0x150e, kAny, "Radeon 890M/880M (Strix Point)"},
    Product{0x1114, kAny, "Radeon 860M/840M (Krackan Point)"},
    Product{0x15bf, kAny, "Radeon 780M/760M (Phoenix)"},
    Product{0x15c8, kAny, "Radeon 740M (Phoenix 2)"},
    Product{0x1900, kAny, "Radeon 780M/760M (Hawk Point)"},
    Product{0x1901, kAny, "Radeon 740M (Hawk Point 2)"},
    Product{0x13c0, kAny, "Radeon Graphics (Granite Ridge)"},
    Product{0x164e, kAny, "Radeon Graphics (Raphael)"},
    Product{0x1681, kAny, "Radeon 680M/660M (Rembrandt)"},
    Product{0x163f, kAny, "Radeon Graphics (Van Gogh)"},
    Product{0x1435, kAny, "Radeon Graphics (Van Gogh)"},
    Product{0x1506, kAny, "Radeon 610M (Mendocino)"},
    Product{0x1636, kAny, "Radeon Graphics (Renoir)"},
    Product{0x1638, kAny, "Radeon Graphics (Cezanne)"},
    Product{0x164c, kAny, "Radeon Graphics (Lucienne)"},
    Product{0x15e7, kAny, "Radeon Graphics (Barcelo)"},
    Product{0x15d8, kAny, "Radeon Vega Graphics (Picasso)"},
    Product{0x15dd, kAny, "Radeon Vega Graphics (Raven)"},
    Product{0x13fe, kAny, "BC-250"},
};

}  // namespace

std::optional<std::string> name_in_ids(std::string_view ids, std::uint16_t device_id,
                                       std::optional<std::uint8_t> revision) {
    for (const std::string_view line : base::Lines(ids)) {
        const auto first = line.find(',');
        const auto second = first == std::string_view::npos ? first : line.find(',', first + 1);
        if (second == std::string_view::npos) continue;
        if (parse_hex(line.substr(0, first)) != device_id) continue;
        if (revision && parse_hex(line.substr(first + 1, second - first - 1)) != *revision) {
            continue;
        }
        auto name = trim(line.substr(second + 1));
        if (name.starts_with("AMD ")) name.remove_prefix(4);
        if (!name.empty() && name.size() <= 80) return std::string(name);
    }
    return std::nullopt;
}

std::string product_name(const FileTree& tree, std::uint16_t device_id,
                         std::optional<std::uint8_t> revision) {
    const auto found = std::ranges::find_if(kProducts, [&](const Product& product) {
        return product.device == device_id &&
               (product.revision == kAny || (revision && product.revision == *revision));
    });
    if (found != kProducts.end()) return std::string(found->name);
    if (const auto ids = tree.read("usr/share/libdrm/amdgpu.ids")) {
        if (auto name = name_in_ids(*ids, device_id, revision)) return *std::move(name);
    }
    return fmt::format("AMD GPU 1002:{:04x}", device_id);
}

}  // namespace inference::gpu
