// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "llamacpp/server.h"

#include <inference/error.h>
#include <inference/options.h>
#include <inference/token_stream.h>

#include <functional>
#include <memory>
#include <optional>

namespace inference::llamacpp {

/// Told once, when a call has ended, whoever still holds its stream.
using OnCallEnd = std::function<void(const GenerateMetrics&, const std::optional<Error>&)>;

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
/// values for (0 = none).
Result<Prediction> predict_next(const std::shared_ptr<Server>& server, const Prompt& prompt,
                                GenerateOptions options, std::int64_t vocabulary);

}  // namespace inference::llamacpp
