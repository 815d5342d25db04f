// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "model/answer.h"
#include "model/open_model.h"
#include "terminal/line_reader.h"

#include <inference/options.h>

#include <optional>
#include <string>

namespace rocinfer_cli {

struct ChatRequest {
    ModelRequest model;
    std::optional<std::string> prompt;  ///< one turn; empty = a conversation
    std::string system;
    inference::GenerateOptions generate;
    AnswerFormat format = AnswerFormat::text;
};

/// A conversation, a line a turn, until `lines` ends; returns the exit code.
int chat(const ChatRequest& request, LineReader& lines, const CommandContext& around);

}  // namespace rocinfer_cli
