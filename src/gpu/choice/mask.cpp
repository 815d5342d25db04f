// SPDX-License-Identifier: EUPL-1.2
#include "gpu/choice/mask.h"

#include "gpu/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

namespace inference::gpu {
namespace {

constexpr std::size_t kShortest = 5;
constexpr std::size_t kLongest = 20;

std::optional<int> by_uuid(std::string_view token,
                           std::span<const std::optional<std::string>> uuids, std::string& why) {
    if (token.size() < kShortest || token.size() > kLongest) {
        why = "is not a UUID of 5 to 20 characters";
        return std::nullopt;
    }
    std::optional<int> found;
    for (std::size_t i = 0; i < uuids.size(); ++i) {
        if (!uuids[i] || !to_lower(*uuids[i]).starts_with(token)) continue;
        if (found) {
            why = "fits more than one GPU";
            return std::nullopt;
        }
        found = static_cast<int>(i);
    }
    if (!found) why = "fits no GPU";
    return found;
}

std::optional<int> by_index(const std::string& token, std::size_t count, std::string& why) {
    char* end = nullptr;
    // As ROCm does: base 0, so 0x1 and 01 are numbers too.
    const long index = std::strtol(token.c_str(), &end, 0);
    if (*end != '\0') {
        why = "is not a number";
        return std::nullopt;
    }
    if (index < 0 || static_cast<unsigned long>(index) >= count) {
        why = fmt::format("is not the index of a GPU (0 to {})", static_cast<long>(count) - 1);
        return std::nullopt;
    }
    return static_cast<int>(index);
}

}  // namespace

Mask apply_mask(std::string_view value, std::span<const std::optional<std::string>> uuids) {
    Mask mask;
    if (value.empty()) {
        mask.note = "it is set but empty, which hides every GPU";
        return mask;
    }
    // ROCm looks at no more tokens than there are GPUs; a comma at the very end makes no token.
    for (std::size_t seen = 0; seen < uuids.size() && !value.empty(); ++seen) {
        const auto comma = value.find(',');
        const auto token = to_lower(trim(value.substr(0, comma)));
        value.remove_prefix(comma == std::string_view::npos ? value.size() : comma + 1);
        std::string why;
        std::optional<int> index;
        if (token.empty()) {
            mask.visible.clear();
            mask.note = "it has an empty entry, on which ROCm aborts";
            mask.fatal = true;
            return mask;
        }
        index =
            token.front() == 'g' ? by_uuid(token, uuids, why) : by_index(token, uuids.size(), why);
        if (index && std::ranges::find(mask.visible, *index) != mask.visible.end()) {
            why = "is there twice";
            index.reset();
        }
        if (!index) {
            mask.note =
                fmt::format("its entry {} {}, and ROCm ignores the list from there on", token, why);
            return mask;
        }
        mask.visible.push_back(*index);
    }
    return mask;
}

}  // namespace inference::gpu
