// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "model/open_model.h"
#include "terminal/console.h"
#include "terminal/status.h"

#include <inference/options.h>
#include <inference/results.h>
#include <inference/token_stream.h>

#include <optional>
#include <string>

namespace rocinfer_cli {

/// What came of one answer that was written to stdout as it came.
struct Answer {
    std::string text;
    inference::StopReason stop_reason = inference::StopReason::none;
    inference::GenerateMetrics metrics;
    std::optional<inference::Error> error;
};

/// How an answer is written: as text, or as one JSON object a line.
enum class AnswerFormat { text, json };

struct AnswerStyle {
    AnswerFormat format = AnswerFormat::text;
    /// End the text with a newline where it has none, in a pipe as at a terminal.
    bool final_newline = false;
};

/// The caller's options with what the command adds: Ctrl-C and the progress of a long prefill.
inference::GenerateOptions for_terminal(inference::GenerateOptions options,
                                        const CommandContext& around, Status& status);

/// Reads the stream to its end and writes each token as it comes; stops early where stdout's reader
/// has gone. On a terminal, control characters are made harmless, lines break at words and the text
/// ends with a newline; anywhere else the bytes are the model's own.
Answer write_answer(inference::TokenStream stream, AnswerStyle style, const Console& console,
                    Status& status);

/// The closing line on stderr.
void write_closing_line(const Answer& answer, Status& status);

/// The exit code of a command that ends with this answer; reports its error.
int finish(const Answer& answer, const CommandContext& around, Status& status);

}  // namespace rocinfer_cli
