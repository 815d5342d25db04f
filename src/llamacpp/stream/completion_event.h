// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <inference/error.h>
#include <inference/options.h>
#include <inference/token.h>

#include <simdjson.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace inference::llamacpp {

/// The last event's figures, in the server's own milliseconds.
struct Timings {
    std::int64_t cached_tokens = 0;
    std::int64_t prefilled_tokens = 0;
    double prefill_ms = 0;
    std::int64_t decoded_tokens = 0;
    double decode_ms = 0;
};

/// One `data:` line of a completion stream. Re-used from event to event, so that a token costs no
/// allocation.
struct CompletionEvent {
    std::string content;
    std::vector<TokenId> tokens;
    std::vector<float> logprobs;  ///< of `tokens`, where asked for
    /// With the vocabulary asked for: (id, log-probability) of each of its tokens, for the last
    /// token.
    std::vector<std::pair<TokenId, float>> candidates;
    bool last = false;
    std::string stop_type;  ///< "none", "eos", "limit", "word"
    std::int64_t prompt_tokens = 0;
    std::int64_t generated_tokens = 0;  ///< so far, hidden ones included
    std::optional<Timings> timings;
    std::optional<PrefillProgress> prefill;
    bool is_error = false;  ///< the line is {"error":…}; the rest is not filled
};

/// Reads completion events. Not thread-safe; one per stream.
class CompletionEventReader {
public:
    /// `json` must have http::SseFramer::kPadding readable bytes behind it. False where it is not
    /// what a completion event looks like.
    bool read(std::string_view json, CompletionEvent& event);

private:
    simdjson::ondemand::parser parser_;
};

}  // namespace inference::llamacpp
