// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "answer.h"
#include "line_reader.h"
#include "open_model.h"

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
int chat(const ChatRequest& request, LineReader& lines, const Surroundings& around);

}  // namespace rocinfer_cli
