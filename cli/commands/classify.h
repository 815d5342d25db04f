// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "input/line_sources.h"
#include "model/answer.h"
#include "model/open_model.h"

#include <inference/options.h>

#include <string>
#include <vector>

namespace rocinfer_cli {

struct ClassifyRequest {
    ModelRequest model;
    LineSources prompts;
    std::vector<std::string> labels;  ///< empty = the token that the model predicts
    /// What the model reads; the prompt stands in the place of "{}".
    std::string prompt_template = "{}";
    AnswerFormat format = AnswerFormat::text;
};

/// "positive, negative" as two labels, each with a space before it where `prompt_template` leaves
/// none.
std::vector<std::string> split_labels(std::string_view text, std::string_view prompt_template);

/// The template with its escapes (\n, \t, \\) read.
std::string unescaped(std::string_view text);

/// Says for each prompt which label fits best; returns the exit code.
int classify(const ClassifyRequest& request, const CommandContext& around);

}  // namespace rocinfer_cli
