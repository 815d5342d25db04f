// SPDX-License-Identifier: EUPL-1.2
#include "base/byte_size.h"

#include <fmt/format.h>

#include <array>
#include <cstddef>

namespace inference::base {

double to_gib(std::uint64_t bytes) noexcept {
    return static_cast<double>(bytes) / static_cast<double>(kGiB);
}

std::string gib_text(std::uint64_t bytes, int decimals) {
    return fmt::format("{:.{}f} GiB", to_gib(bytes), decimals);
}

std::string byte_size_text(std::uint64_t bytes) {
    constexpr std::array kUnits{"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
    auto value = static_cast<double>(bytes);
    std::size_t unit = 0;
    // A value that one decimal would show as 1024.0 takes the next unit.
    while (value >= 1023.95 && unit + 1 < kUnits.size()) {
        value /= 1024;
        ++unit;
    }
    if (unit == 0) return fmt::format("{} B", bytes);
    return fmt::format("{:.{}f} {}", value, value < 99.95 ? 1 : 0, kUnits[unit]);
}

}  // namespace inference::base
