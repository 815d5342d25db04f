// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <inference/gguf.h>
#include <inference/results.h>

#include <nlohmann/json.hpp>

namespace rocinfer_cli {

/// What a list says of a model.
nlohmann::ordered_json to_json(const inference::ModelInfo& info);
/// All that a file says: its keys and tensors too.
nlohmann::ordered_json to_json(const inference::GgufModel& model);
/// As text; bytes that are not UTF-8 (of a path) are replaced.
std::string to_text(const nlohmann::ordered_json& json);

}  // namespace rocinfer_cli
