// SPDX-License-Identifier: EUPL-1.2
#include "llamacpp/completion_stream.h"

#include "llamacpp/completion_request.h"
#include "llamacpp/event_stream.h"
#include "llamacpp/hidden_tokens.h"
#include "llamacpp/text_endpoints.h"

#include <algorithm>
#include <iterator>
#include <limits>
#include <utility>

namespace inference::llamacpp {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::nanoseconds;

nanoseconds from_ms(double ms) {
    return nanoseconds(static_cast<std::int64_t>(ms * 1e6));
}

double rate(std::int64_t tokens, nanoseconds time) {
    return time.count() > 0 ? static_cast<double>(tokens) * 1e9 / static_cast<double>(time.count())
                            : 0.0;
}

/// Gathers one call's metrics: the server's own timings where the call came to its end, the
/// caller's clock where it was cut.
class Stopwatch {
public:
    void token_yielded() {
        if (metrics_.generated_tokens++ == 0) metrics_.time_to_first_token = Clock::now() - begun_;
    }
    void prompt_tokens(std::int64_t count) { metrics_.prompt_tokens = count; }
    void cached_tokens(std::int64_t count) { metrics_.cached_tokens = count; }

    /// The figures of the whole call; `to_come` tokens will still be yielded.
    GenerateMetrics end(const std::optional<Timings>& timings, std::int64_t to_come = 0) {
        if (!std::exchange(ended_, true)) close_books(timings);
        GenerateMetrics whole = metrics_;
        whole.generated_tokens += to_come;
        return whole;
    }

    void add_memory(const GenerateMetrics& measured) {
        metrics_.active_memory_bytes = measured.active_memory_bytes;
        metrics_.peak_memory_bytes = measured.peak_memory_bytes;
    }

    GenerateMetrics metrics() const {
        GenerateMetrics now = metrics_;
        if (!ended_) now.total = Clock::now() - begun_;
        return now;
    }

private:
    void close_books(const std::optional<Timings>& timings) {
        metrics_.total = Clock::now() - begun_;
        if (timings) {
            metrics_.cached_tokens = timings->cached_tokens;
            metrics_.prompt_tokens = timings->cached_tokens + timings->prefilled_tokens;
            metrics_.prefill = from_ms(timings->prefill_ms);
            metrics_.decode = from_ms(timings->decode_ms);
            metrics_.prefill_tokens_per_second = rate(timings->prefilled_tokens, metrics_.prefill);
            metrics_.decode_tokens_per_second = rate(timings->decoded_tokens, metrics_.decode);
            return;
        }
        if (metrics_.generated_tokens == 0) return;
        metrics_.prefill = metrics_.time_to_first_token;
        metrics_.decode = metrics_.total - metrics_.time_to_first_token;
        metrics_.prefill_tokens_per_second =
            rate(metrics_.prompt_tokens - metrics_.cached_tokens, metrics_.prefill);
        metrics_.decode_tokens_per_second = rate(metrics_.generated_tokens, metrics_.decode);
    }

    const Clock::time_point begun_ = Clock::now();
    GenerateMetrics metrics_;
    bool ended_ = false;
};

StopReason to_stop_reason(const CompletionEvent& last) {
    if (last.stop_type == "eos") return StopReason::end_of_sequence;
    if (last.stop_type == "word") return StopReason::stop_string;
    return StopReason::limit;
}

class CompletionSource final : public TokenSource {
public:
    CompletionSource(std::shared_ptr<Server> server, std::string body, GenerateOptions options,
                     OnCallEnd on_end)
        : options_(std::move(options)),
          on_end_(std::move(on_end)),
          server_(server),
          events_(std::move(server), std::move(body), options_) {}

    ~CompletionSource() override {
        if (finished_) return;
        Error error{ErrorCode::cancelled, "llamacpp: the stream was dropped before its end", {}};
        finish(StopReason::none, std::move(error), {});
    }

    std::optional<Token> next() override {
        while (true) {
            if (at_ < ready_.size()) return yield();
            if (finished_) return std::nullopt;
            pull();
        }
    }

    std::optional<Error> error() const override { return error_; }
    StopReason stop_reason() const override { return stop_reason_; }
    GenerateMetrics metrics() const override { return stopwatch_.metrics(); }
    void cancel() noexcept override { events_.cancel(); }

private:
    std::optional<Token> yield() {
        Token token = std::move(ready_[at_++]);
        if (std::ranges::find(options_.stop_tokens, token.id) != options_.stop_tokens.end()) {
            ready_.clear();
            at_ = 0;
            if (finished_) {  // it was the last one: the figures stand, the reason is a better one
                stop_reason_ = StopReason::stop_token;
            } else {
                events_.close();
                finish(StopReason::stop_token, std::nullopt, {});
            }
            return std::nullopt;
        }
        stopwatch_.token_yielded();
        return token;
    }

    void pull() {
        ready_.clear();
        at_ = 0;
        switch (events_.read(event_)) {
            case EventStream::Read::ended:
                finish(StopReason::limit, std::nullopt, {});
                return;
            case EventStream::Read::failed:
                finish(StopReason::none, events_.error(), {});
                return;
            case EventStream::Read::event:
                break;
        }
        if (event_.prompt_tokens > 0) stopwatch_.prompt_tokens(event_.prompt_tokens);
        if (event_.prefill) {
            stopwatch_.cached_tokens(event_.prefill->cached);
            if (options_.on_prefill) options_.on_prefill(*event_.prefill);
            return;
        }
        take_tokens();
        if (!event_.last) return;
        settle_held();
        finish(to_stop_reason(event_), std::nullopt, event_.timings);
    }

    void take_tokens() {
        if (event_.tokens.empty()) return;
        const std::int64_t told = std::ssize(event_.tokens);
        if (event_.generated_tokens > seen_ + told) {
            const std::int64_t hidden = event_.generated_tokens - seen_ - told;
            for (const TokenId id :
                 recover_hidden_tokens(*server_, event_.content, hidden, event_.tokens.front())) {
                held_.push_back({id, {}, std::nullopt});
            }
        }
        seen_ = std::max(event_.generated_tokens, seen_ + told);
        for (std::size_t i = 0; i < event_.tokens.size(); ++i) {
            Token token{event_.tokens[i], {}, std::nullopt};
            if (i < event_.logprobs.size()) token.logprob = event_.logprobs[i];
            held_.push_back(std::move(token));
        }
        // A token without text may be the beginning of a stop string: then it must not be yielded.
        if (event_.content.empty() && !options_.stop.empty()) return;
        // The text belongs to the token that completed it.
        held_.back().text.swap(event_.content);
        ready_.swap(held_);
        held_.clear();
    }

    void settle_held() {
        if (held_.empty()) return;
        // The limit came in the middle of what could have become a stop string: the server drops
        // that text, but it was generated and nothing stopped it.
        if (event_.stop_type == "limit") {
            std::vector<TokenId> ids;
            for (const Token& token : held_)
                ids.push_back(token.id);
            if (auto text = detokenize(*server_, ids)) held_.back().text = *std::move(text);
        }
        if (event_.stop_type != "word") {
            ready_.insert(ready_.end(), std::make_move_iterator(held_.begin()),
                          std::make_move_iterator(held_.end()));
        }
        held_.clear();
    }

    void finish(StopReason reason, std::optional<Error> error,
                const std::optional<Timings>& timings) {
        finished_ = true;
        stop_reason_ = reason;
        error_ = std::move(error);
        // What is ready now is about to be yielded: the figures count it.
        GenerateMetrics metrics = stopwatch_.end(timings, std::ssize(ready_));
        if (on_end_) on_end_(metrics, error_);
        stopwatch_.add_memory(metrics);
    }

    const GenerateOptions options_;
    const OnCallEnd on_end_;
    Stopwatch stopwatch_;
    const std::shared_ptr<Server> server_;
    EventStream events_;
    CompletionEvent event_;
    std::vector<Token> held_;   // may turn out to be part of a stop string
    std::vector<Token> ready_;  // [at_, end) are to be yielded next
    std::size_t at_ = 0;
    std::int64_t seen_ = 0;
    bool finished_ = false;
    StopReason stop_reason_ = StopReason::none;
    std::optional<Error> error_;
};

}  // namespace

TokenStream start_completion(std::shared_ptr<Server> server, const Prompt& prompt,
                             GenerateOptions options, OnCallEnd on_end) {
    const auto refuse = [&](const Error& error) {
        GenerateMetrics none;
        if (on_end) on_end(none, error);
        return TokenStream(error);
    };
    if (auto ok = validate(options); !ok) return refuse(ok.error());
    if (server->closed()) return refuse({ErrorCode::closed, "llamacpp: the model was closed", {}});
    auto body = completion_body(prompt, options, options.logprobs ? 1 : 0);
    if (!body) return refuse(body.error());
    return TokenStream(std::make_unique<CompletionSource>(std::move(server), *std::move(body),
                                                          std::move(options), std::move(on_end)));
}

Result<Prediction> predict_next(const std::shared_ptr<Server>& server, const Prompt& prompt,
                                GenerateOptions options, std::int64_t vocabulary,
                                std::int32_t slot) {
    options.max_tokens = 1;
    options.stop.clear();
    options.stop_tokens.clear();
    auto body = completion_body(prompt, options, vocabulary, slot);
    if (!body) return std::unexpected(body.error());
    Stopwatch stopwatch;
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
