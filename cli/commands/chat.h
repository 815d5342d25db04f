// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "input/prompt_input.h"
#include "model/answer.h"
#include "model/open_model.h"
#include "terminal/line_reader.h"

#include <inference/options.h>

#include <string>

namespace rocinfer_cli {

struct ChatRequest {
    ModelRequest model;
    PromptSources prompt;  ///< one turn; none given = a conversation
    std::string system;
    inference::GenerateOptions generate;
    AnswerFormat format = AnswerFormat::text;
    bool final_newline = false;
};

/// A conversation, a line a turn, until `lines` ends; returns the exit code.
int chat(const ChatRequest& request, LineReader& lines, const CommandContext& around);

}  // namespace rocinfer_cli
