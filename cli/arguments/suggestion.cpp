// SPDX-License-Identifier: EUPL-1.2
#include "arguments/suggestion.h"

#include <algorithm>
#include <cstddef>

namespace rocinfer_cli {
namespace {

// Nobody means an option by a text of this length.
constexpr std::size_t kLongest = 64;

/// How many letters must be changed, added, left out or swapped with the next one.
std::size_t distance(std::string_view one, std::string_view other) {
    std::vector<std::vector<std::size_t>> steps(one.size() + 1,
                                                std::vector<std::size_t>(other.size() + 1));
    for (std::size_t i = 0; i <= one.size(); ++i) {
        for (std::size_t j = 0; j <= other.size(); ++j) {
            if (i == 0 || j == 0) {
                steps[i][j] = i + j;
                continue;
            }
            const std::size_t change = one[i - 1] == other[j - 1] ? 0 : 1;
            steps[i][j] =
                std::min({steps[i - 1][j] + 1, steps[i][j - 1] + 1, steps[i - 1][j - 1] + change});
            const bool swapped =
                i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1];
            if (swapped) steps[i][j] = std::min(steps[i][j], steps[i - 2][j - 2] + 1);
        }
    }
    return steps.back().back();
}

}  // namespace

std::string suggestion(std::string_view typed, const std::vector<std::string>& known) {
    if (typed.size() > kLongest) return {};
    std::string nearest;
    std::size_t fewest = std::max<std::size_t>(typed.size() / 3, 1) + 1;
    for (const std::string& word : known) {
        // A beginning is meant for the whole: "--temp" for "--temperature".
        const bool begins = typed.size() > 3 && word.starts_with(typed);
        const std::size_t steps = begins ? 0 : distance(typed, word);
        if (steps >= fewest) continue;
        fewest = steps;
        nearest = word;
    }
    return nearest;
}

}  // namespace rocinfer_cli
