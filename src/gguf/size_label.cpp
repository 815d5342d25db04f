// SPDX-License-Identifier: EUPL-1.2
#include "gguf/size_label.h"

#include <optional>

namespace inference::gguf {

namespace {

/// Removes a decimal number from the front of `text` and returns it.
std::optional<double> take_number(std::string_view& text) noexcept {
    double value = 0;
    double place = 0;
    bool any = false;
    while (!text.empty()) {
        const char c = text.front();
        if (c == '.' && place == 0) {
            place = 1;
        } else if (c >= '0' && c <= '9') {
            value = place == 0 ? value * 10 + (c - '0') : value + (c - '0') * (place /= 10);
            any = true;
        } else {
            break;
        }
        text.remove_prefix(1);
    }
    if (!any || value > 1e9) return std::nullopt;
    return value;
}

double unit(char letter) noexcept {
    switch (letter) {
        case 'K':
            return 1e3;
        case 'M':
            return 1e6;
        case 'B':
            return 1e9;
        case 'T':
            return 1e12;
        case 'Q':
            return 1e15;
        default:
            return 0;
    }
}

}  // namespace

std::uint64_t parameters_of_size_label(std::string_view label) noexcept {
    auto number = take_number(label);
    if (!number) return 0;
    double factor = 1;
    if (label.starts_with('x')) {
        factor = *number;
        label.remove_prefix(1);
        number = take_number(label);
        if (!number) return 0;
    }
    if (label.empty()) return 0;
    const double parameters = factor * *number * unit(label.front());
    return parameters < 1e18 ? static_cast<std::uint64_t>(parameters) : 0;
}

}  // namespace inference::gguf
