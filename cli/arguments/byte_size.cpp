// SPDX-License-Identifier: EUPL-1.2
#include "arguments/byte_size.h"

#include <fmt/format.h>

#include <array>
#include <cctype>
#include <charconv>
#include <cmath>

namespace rocinfer_cli {

namespace {

std::string lower_without_blanks(std::string_view text) {
    std::string plain;
    for (const char c : text)
        if (std::isspace(static_cast<unsigned char>(c)) == 0)
            plain += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return plain;
}

/// The factor of a unit such as "", "b", "k", "kb", "kib"; 0 where it is none.
double factor_of(std::string_view unit) {
    if (unit.empty() || unit == "b") return 1;
    constexpr std::string_view kLetters = "kmgt";
    const std::size_t power = kLetters.find(unit.front());
    if (power == std::string_view::npos) return 0;
    unit.remove_prefix(1);
    if (unit.empty() || unit == "i" || unit == "ib")
        return std::pow(1024.0, static_cast<double>(power + 1));
    if (unit == "b") return std::pow(1000.0, static_cast<double>(power + 1));
    return 0;
}

}  // namespace

std::string byte_size(std::uint64_t bytes) {
    constexpr std::array kUnits{"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
    auto value = static_cast<double>(bytes);
    std::size_t unit = 0;
    while (value >= 1023.95 && unit + 1 < kUnits.size()) {
        value /= 1024;
        ++unit;
    }
    if (unit == 0) return fmt::format("{} B", bytes);
    return fmt::format("{:.{}f} {}", value, value < 99.95 ? 1 : 0, kUnits[unit]);
}

std::string short_count(std::uint64_t count) {
    constexpr std::array kUnits{"", " K", " M", " B", " T", " Q"};
    if (count == 0) return "–";
    auto value = static_cast<double>(count);
    std::size_t unit = 0;
    while (value >= 999.95 && unit + 1 < kUnits.size()) {
        value /= 1000;
        ++unit;
    }
    if (unit == 0) return fmt::format("{}", count);
    return fmt::format("{:.{}f}{}", value, value < 9.995 ? 2 : value < 99.95 ? 1 : 0, kUnits[unit]);
}

std::optional<std::uint64_t> parse_byte_size(std::string_view text) {
    const std::string plain = lower_without_blanks(text);
    double number = 0;
    const auto [end, error] = std::from_chars(plain.data(), plain.data() + plain.size(), number);
    if (error != std::errc{} || !std::isfinite(number) || number < 0) return std::nullopt;
    const double factor = factor_of(std::string_view(end, plain.data() + plain.size()));
    const double bytes = number * factor;
    if (factor == 0 || bytes >= 1.8e19) return std::nullopt;
    return static_cast<std::uint64_t>(bytes);
}

}  // namespace rocinfer_cli
