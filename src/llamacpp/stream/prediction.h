// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "llamacpp/request/completion_request.h"
#include "llamacpp/server/server.h"

#include <inference/error.h>
#include <inference/options.h>
#include <inference/results.h>
#include <inference/token.h>

#include <cstdint>
#include <memory>
#include <vector>

namespace inference::llamacpp {

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
