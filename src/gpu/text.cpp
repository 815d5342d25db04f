// SPDX-License-Identifier: EUPL-1.2
#include "gpu/text.h"

#include "base/lines.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>

namespace inference::gpu {
namespace {

constexpr std::string_view kSpace = " \t\r\n\v\f";

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

bool is_hex(char c) {
    return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

template <class Number>
std::optional<Number> parse(std::string_view text, int base) noexcept {
    Number number{};
    const char* begin = text.data();
    const char* end = begin + text.size();
    const auto [stop, error] = std::from_chars(begin, end, number, base);
    if (error != std::errc{} || stop != end) return std::nullopt;
    return number;
}

}  // namespace

std::string_view trim(std::string_view text) noexcept {
    const auto first = text.find_first_not_of(kSpace);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(kSpace) - first + 1);
}

std::string to_lower(std::string_view text) {
    std::string lower(text);
    for (char& c : lower) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return lower;
}

std::optional<std::uint64_t> parse_u64(std::string_view text) noexcept {
    return parse<std::uint64_t>(trim(text), 10);
}

std::optional<std::int64_t> parse_i64(std::string_view text) noexcept {
    return parse<std::int64_t>(trim(text), 10);
}

std::optional<std::uint64_t> parse_hex(std::string_view text) noexcept {
    text = trim(text);
    if (text.starts_with("0x") || text.starts_with("0X")) text.remove_prefix(2);
    return parse<std::uint64_t>(text, 16);
}

std::optional<int> numbered(std::string_view name, std::string_view prefix) noexcept {
    if (!name.starts_with(prefix)) return std::nullopt;
    const auto digits = name.substr(prefix.size());
    if (digits.empty() || !std::ranges::all_of(digits, is_digit)) return std::nullopt;
    return parse<int>(digits, 10);
}

std::map<std::string, std::uint64_t, std::less<>> parse_properties(std::string_view text) {
    std::map<std::string, std::uint64_t, std::less<>> properties;
    for (const std::string_view line : base::Lines(text)) {
        const auto space = line.find(' ');
        if (space == std::string_view::npos || space == 0) continue;
        if (const auto value = parse_u64(line.substr(space + 1))) {
            properties.insert_or_assign(std::string(line.substr(0, space)), *value);
        }
    }
    return properties;
}

std::optional<std::string_view> value_after(std::string_view text, std::string_view key) noexcept {
    for (const std::string_view line : base::Lines(text)) {
        if (line.starts_with(key)) return trim(line.substr(key.size()));
    }
    return std::nullopt;
}

bool is_pci_address(std::string_view text) noexcept {
    constexpr std::string_view kShape = "xxxx:xx:xx.x";
    if (text.size() != kShape.size()) return false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (kShape[i] == 'x' ? !is_hex(text[i]) : text[i] != kShape[i]) return false;
    }
    return true;
}

}  // namespace inference::gpu
