// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <inference/error.h>
#include <inference/options.h>
#include <inference/token.h>

#include <cstdint>
#include <string>

namespace inference::llamacpp {

/// Lets the server choose: a slot whose cache begins like the prompt, else the one idle longest.
constexpr std::int32_t kAnySlot = -1;

/// The body of a streamed POST /completion. Every sampling value is in it: the server's own
/// defaults (top_k 40, top_p 0.95, min_p 0.05, temperature 0.8) are not the contract's.
/// `top_logprobs` is how many tokens' log-probabilities each step returns (0 = none). Refuses text
/// that is not UTF-8 and a schema that is not JSON.
Result<std::string> completion_body(const Prompt& prompt, const GenerateOptions& options,
                                    std::int64_t top_logprobs, std::int32_t slot = kAnySlot);

}  // namespace inference::llamacpp
