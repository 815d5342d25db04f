// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "model/answer.h"
#include "model/open_model.h"

#include <string>
#include <vector>

namespace rocinfer_cli {

struct EmbedRequest {
    ModelRequest model;
    std::vector<std::string> texts;  ///< empty = a line each on stdin
    AnswerFormat format = AnswerFormat::text;
};

/// Writes each text's vector, a line each; returns the exit code.
int embed(const EmbedRequest& request, const CommandContext& around);

}  // namespace rocinfer_cli
