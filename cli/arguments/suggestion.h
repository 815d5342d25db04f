// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace rocinfer_cli {

/// The word of `known` that was most likely meant by `typed`; empty where none is near: as few
/// letters as a third of it may be wrong, missing, too many or swapped.
std::string suggestion(std::string_view typed, const std::vector<std::string>& known);

}  // namespace rocinfer_cli
