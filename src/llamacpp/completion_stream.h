// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "llamacpp/completion_request.h"
#include "llamacpp/server.h"

#include <inference/error.h>
#include <inference/options.h>
#include <inference/token_stream.h>

#include <functional>
#include <memory>
#include <optional>

namespace inference::llamacpp {

/// Told once, when a call has ended, whoever still holds its stream; may add to the metrics what
/// the stream itself can't know.
using OnCallEnd = std::function<void(GenerateMetrics&, const std::optional<Error>&)>;

/// Starts a completion and returns its stream; a refusal is the stream's error.
TokenStream start_completion(std::shared_ptr<Server> server, const Prompt& prompt,
                             GenerateOptions options, OnCallEnd on_end);

/// The value of every token of the vocabulary, by id, for the token that follows the prompt.
struct Prediction {
    Token token;
    std::vector<float> logprobs;  ///< empty unless asked for
    GenerateMetrics metrics;
};

/// One forward pass: the token that follows the prompt. `vocabulary` is how many tokens to return
/// values for (0 = none). `slot` asks for one slot in particular.
Result<Prediction> predict_next(const std::shared_ptr<Server>& server, const Prompt& prompt,
                                GenerateOptions options, std::int64_t vocabulary,
                                std::int32_t slot = kAnySlot);

}  // namespace inference::llamacpp
