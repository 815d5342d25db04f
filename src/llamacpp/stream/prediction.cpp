// SPDX-License-Identifier: EUPL-1.2
#include "llamacpp/stream/prediction.h"

#include "llamacpp/stream/call_timer.h"
#include "llamacpp/stream/event_stream.h"

#include <limits>
#include <utility>

namespace inference::llamacpp {

Result<Prediction> predict_next(const std::shared_ptr<Server>& server, const Prompt& prompt,
                                GenerateOptions options, std::int64_t vocabulary,
                                std::int32_t slot) {
    options.max_tokens = 1;
    options.stop.clear();
    options.stop_tokens.clear();
    auto body = completion_body(prompt, options, vocabulary, slot);
    if (!body) return std::unexpected(body.error());
    CallTimer stopwatch;
    EventStream events(server, *std::move(body), options);
    Prediction prediction;
    CompletionEvent event;
    bool found = false;
    while (true) {
        const EventStream::Read what = events.read(event);
        if (what == EventStream::Read::failed) return std::unexpected(events.error());
        if (what == EventStream::Read::ended) break;
        if (event.prompt_tokens > 0) stopwatch.prompt_tokens(event.prompt_tokens);
        if (!found && !event.tokens.empty()) {
            found = true;
            stopwatch.token_yielded();
            prediction.token = {event.tokens.front(), event.content, std::nullopt};
            if (!event.logprobs.empty()) prediction.token.logprob = event.logprobs.front();
            prediction.logprobs.assign(static_cast<std::size_t>(vocabulary),
                                       -std::numeric_limits<float>::infinity());
            for (const auto& [id, logprob] : event.candidates) {
                const auto at = static_cast<std::size_t>(id);
                if (id >= 0 && at < prediction.logprobs.size()) prediction.logprobs[at] = logprob;
            }
        }
        if (event.last) break;
    }
    if (!found) {
        return fail(ErrorCode::protocol, "llamacpp: the server predicted no token for the prompt");
    }
    stopwatch.end(event.timings);
    prediction.metrics = stopwatch.metrics();
    return prediction;
}

}  // namespace inference::llamacpp
