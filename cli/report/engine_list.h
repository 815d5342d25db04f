// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <inference/rocm/engine.h>

#include <nlohmann/json.hpp>

#include <string>
#include <vector>

namespace rocinfer_cli {

/// What `rocinfer engine list` prints, for people and as an array.
std::string engines_text(const std::vector<inference::rocm::InstalledEngine>& engines);
nlohmann::json engines_json(const std::vector<inference::rocm::InstalledEngine>& engines);

}  // namespace rocinfer_cli
