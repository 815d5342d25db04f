// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "input/line_sources.h"
#include "model/answer.h"
#include "model/open_model.h"

namespace rocinfer_cli {

struct EmbedRequest {
    ModelRequest model;
    LineSources texts;
    AnswerFormat format = AnswerFormat::text;
};

/// Writes each text's vector, a line each; returns the exit code.
int embed(const EmbedRequest& request, const CommandContext& around);

}  // namespace rocinfer_cli
