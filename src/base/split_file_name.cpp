// SPDX-License-Identifier: EUPL-1.2
#include "base/split_file_name.h"

#include <fmt/format.h>

#include <string_view>

namespace inference::base {

namespace {

constexpr std::size_t kDigits = 5;

std::optional<std::uint32_t> digits(std::string_view text) noexcept {
    std::uint32_t value = 0;
    for (const char c : text) {
        if (c < '0' || c > '9') return std::nullopt;
        value = value * 10 + static_cast<std::uint32_t>(c - '0');
    }
    return value;
}

}  // namespace

std::string SplitFileName::path_of(std::uint32_t number) const {
    return fmt::format("{}-{:05}-of-{:05}.gguf", prefix, number, count);
}

std::vector<std::string> SplitFileName::paths() const {
    std::vector<std::string> all;
    for (std::uint32_t number = 1; number <= count; ++number)
        all.push_back(path_of(number));
    return all;
}

std::optional<SplitFileName> split_file_name(const std::string& path) {
    constexpr std::string_view kOf = "-of-";
    constexpr std::string_view kSuffix = ".gguf";
    constexpr std::size_t kTail = 1 + kDigits + kOf.size() + kDigits + kSuffix.size();
    if (path.size() <= kTail || !path.ends_with(kSuffix)) return std::nullopt;
    const std::string_view tail = std::string_view(path).substr(path.size() - kTail);
    if (tail.front() != '-' || tail.substr(1 + kDigits, kOf.size()) != kOf) return std::nullopt;
    const auto part = digits(tail.substr(1, kDigits));
    const auto count = digits(tail.substr(1 + kDigits + kOf.size(), kDigits));
    if (!part || !count || *part < 1 || *part > *count) return std::nullopt;
    return SplitFileName{path.substr(0, path.size() - kTail), *part, *count};
}

}  // namespace inference::base
