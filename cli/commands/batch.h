// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "model/open_model.h"

#include <inference/options.h>

#include <optional>
#include <string>

namespace rocinfer_cli {

struct BatchRequest {
    ModelRequest model;
    std::optional<std::string> input;   ///< a file; empty = stdin
    std::optional<std::string> output;  ///< a file that is added to; empty = stdout
    inference::GenerateOptions generate;
    bool token_ids = false;  ///< write the ids of the answer, too
};

/// Answers prompts, a JSON object a line, as many at a time as the model has slots; the answers
/// come in the prompts' order. Returns the exit code: 1 where any prompt failed.
int batch(const BatchRequest& request, const CommandContext& around);

}  // namespace rocinfer_cli
