// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "input/prompt_input.h"
#include "model/answer.h"
#include "model/open_model.h"

#include <inference/options.h>

#include <string>

namespace rocinfer_cli {

struct RunRequest {
    ModelRequest model;
    PromptSources prompt;
    std::string system;  ///< not empty: the prompt is a turn of a chat with this system message
    inference::GenerateOptions generate;
    AnswerFormat format = AnswerFormat::text;
    bool final_newline = false;
};

/// Continues one prompt; returns the exit code.
int run(const RunRequest& request, const CommandContext& around);

}  // namespace rocinfer_cli
