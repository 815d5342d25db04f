// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "model/answer.h"
#include "model/open_model.h"

#include <inference/options.h>

#include <optional>
#include <string>

namespace rocinfer_cli {

struct RunRequest {
    ModelRequest model;
    std::optional<std::string> prompt;  ///< empty = stdin
    inference::GenerateOptions generate;
    AnswerFormat format = AnswerFormat::text;
};

/// Continues one prompt; returns the exit code.
int run(const RunRequest& request, const CommandContext& around);

}  // namespace rocinfer_cli
