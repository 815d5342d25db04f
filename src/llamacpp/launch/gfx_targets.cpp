// SPDX-License-Identifier: EUPL-1.2
#include "llamacpp/launch/gfx_targets.h"

#include <algorithm>
#include <set>

namespace inference::llamacpp {

std::vector<std::string> gfx_targets_in(std::string_view file) {
    constexpr std::string_view kLead = "amdgcn-amd-amdhsa--gfx";
    std::set<std::string> targets;
    for (auto at = file.find(kLead); at != std::string_view::npos; at = file.find(kLead, at + 1)) {
        const auto name = file.substr(at + kLead.size() - 3, 40);
        const auto end = std::ranges::find_if_not(name, [](char c) {
            return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || c == '-' || c == '+' ||
                   c == ':';
        });
        std::string target(name.begin(), end);
        if (target.size() > 5 && target.size() < 40) targets.insert(std::move(target));
    }
    return {targets.begin(), targets.end()};
}

}  // namespace inference::llamacpp
