// SPDX-License-Identifier: EUPL-1.2
#include "llamacpp/stream/completion_stream.h"

#include "llamacpp/request/completion_request.h"
#include "llamacpp/stream/call_timer.h"
#include "llamacpp/stream/event_stream.h"
#include "llamacpp/stream/hidden_tokens.h"
#include "llamacpp/stream/resumption.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <utility>

namespace inference::llamacpp {
namespace {

// A request that is there each time the server dies may well be what kills it.
constexpr int kMostCutsInOnePlace = 2;

StopReason to_stop_reason(const CompletionEvent& last) {
    if (last.stop_type == "eos") return StopReason::end_of_sequence;
    if (last.stop_type == "word") return StopReason::stop_string;
    return StopReason::limit;
}

class CompletionSource final : public TokenSource {
public:
    CompletionSource(std::shared_ptr<RestartingServer> keeper, const Prompt& prompt,
                     std::string body, GenerateOptions options, OnCallEnd on_end)
        : options_(std::move(options)),
          on_end_(std::move(on_end)),
          keeper_(std::move(keeper)),
          past_(prompt),
          body_(std::move(body)) {
        if (options_.cancel.stop_possible()) {
            on_stop_.emplace(options_.cancel, std::function<void()>([this] { cancel(); }));
        }
        options_.cancel = cancelling_.get_token();
        // Where the server is not there now, next() waits for it: this must not.
        server_ = keeper_->server_now();
        if (server_) open(std::exchange(body_, {}));
    }

    ~CompletionSource() override {
        on_stop_.reset();
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
    void cancel() noexcept override { cancelling_.request_stop(); }

private:
    std::optional<Token> yield() {
        Token token = std::move(ready_[at_++]);
        if (std::ranges::find(options_.stop_tokens, token.id) != options_.stop_tokens.end()) {
            ready_.clear();
            at_ = 0;
            if (finished_) {  // it was the last one: the figures stand, the reason is a better one
                stop_reason_ = StopReason::stop_token;
            } else {
                events_->close();
                finish(StopReason::stop_token, std::nullopt, {});
            }
            return std::nullopt;
        }
        stopwatch_.token_yielded();
        return token;
    }

    void open(std::string body) {
        events_ = std::make_unique<EventStream>(server_, std::move(body), options_);
    }

    void pull() {
        ready_.clear();
        at_ = 0;
        if (!events_ && !connect()) return;
        switch (events_->read(event_)) {
            case EventStream::Read::ended:
                finish(StopReason::limit, std::nullopt, {});
                return;
            case EventStream::Read::failed:
                turn_.reset();
                if (events_->lost_server()) return cut(events_->error());
                return give_up(events_->error());
            case EventStream::Read::event:
                break;
        }
        turn_.reset();
        take_event();
    }

    void take_event() {
        const bool first_server = !cut_ || way_ == Resumption::Way::anew;
        if (first_server && event_.prompt_tokens > 0) {
            stopwatch_.prompt_tokens(event_.prompt_tokens);
        }
        if (event_.prefill) {
            if (first_server) stopwatch_.cached_tokens(event_.prefill->cached);
            if (options_.on_prefill && past_.generated().empty()) {
                options_.on_prefill(*event_.prefill);
            }
            return;
        }
        take_tokens();
        if (finished_ || !events_ || !event_.last) return;
        settle_held();
        if (finished_) return;
        if (way_ == Resumption::Way::again && skipped_ < at_cut_) return diverged();
        if (event_.stop_type == "none" && past_.generated().empty()) {
            return fail_with({ErrorCode::invalid_argument,
                              "llamacpp: the prompt is empty, and this model's vocabulary puts no "
                              "token before it; give it a text",
                              {}});
        }
        finish(to_stop_reason(event_), std::nullopt, event_.timings);
    }

    /// The server is gone: notes what is to be done about it, or gives up.
    void cut(Error why) {
        events_.reset();
        held_.clear();
        seen_ = 0;
        skipped_ = 0;
        cuts_here_ = past_.generated().size() > at_cut_ ? 1 : cuts_here_ + 1;
        at_cut_ = past_.generated().size();
        cut_ = why;
        if (std::ssize(past_.generated()) >= options_.max_tokens) {
            return finish(StopReason::limit, std::nullopt, {});
        }
        way_ = past_.way(options_);
        if (!options_.resume || !keeper_->restarts() || cuts_here_ > kMostCutsInOnePlace) {
            return fail_with(why);
        }
        context_ = server_->properties().context_per_slot;
        if (way_ != Resumption::Way::none) return;
        Error error = std::move(why);
        const bool bound = !options_.grammar.empty() || !options_.json_schema.empty();
        error.message += bound ? "; text bound by a grammar or schema" : "; text with unknown ids";
        error.message += " can go on only if it is greedy or has a seed";
        fail_with(std::move(error));
    }

    Result<std::shared_ptr<Server>> reach() {
        const process::WaitLimit limit(options_);
        if (!cut_) return keeper_->server(limit, server_);
        auto turn = keeper_->begin_turn(limit, server_);
        if (!turn) return std::unexpected(turn.error());
        turn_ = *std::move(turn);
        return turn_->server();
    }

    /// Reaches a server, the first or another. False where the stream is over.
    bool connect() {
        auto server = reach();
        if (!server) {
            fail_with(server.error());
            return false;
        }
        server_ = *std::move(server);
        if (!cut_) {
            open(std::exchange(body_, {}));
            return true;
        }
        auto body = past_.body(server_, options_, way_);
        if (!body) {
            turn_.reset();
            give_up_or_cut(body.error());
            return false;
        }
        stopwatch_.resumed();
        open(*std::move(body));
        return true;
    }

    void give_up_or_cut(Error error) {
        if (server_->closed()) {
            return fail_with({ErrorCode::closed, "llamacpp: the model was closed", {}});
        }
        if (server_->exited()) return cut(std::move(error));
        give_up(std::move(error));
    }

    void give_up(Error error) {
        if (!cut_ || error.code != ErrorCode::context_exceeded) return fail_with(std::move(error));
        // All that fits the context had been generated: the last event was lost, nothing else.
        if (server_->properties().context_per_slot >= context_) {
            return finish(StopReason::limit, std::nullopt, {});
        }
        error.message += "; llama-server was started again with a smaller context";
        fail_with(std::move(error));
    }

    void take_tokens() {
        if (event_.tokens.empty()) return;
        const std::int64_t told = std::ssize(event_.tokens);
        const std::int64_t hidden = event_.generated_tokens - seen_ - told;
        if (hidden > 0 && !recover_hidden(hidden)) return;
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
        release_held();
    }

    /// False where the server is gone and can't be asked: the event counts as never come.
    bool recover_hidden(std::int64_t hidden) {
        const auto ids = recover_hidden_tokens(*server_, event_.content, hidden,
                                               event_.tokens.front(), options_);
        if (ids.empty() && !server_->closed() && server_->exited()) {
            cut(server_->explain_broken("it ended"));
            return false;
        }
        if (ids.empty()) past_.ids_are_missing();
        for (const TokenId id : ids)
            held_.push_back({id, {}, std::nullopt});
        return true;
    }

    /// Lets what was held be yielded, but for what was yielded before the cut, where the server
    /// generates it once more.
    void release_held() {
        for (Token& token : held_) {
            if (way_ == Resumption::Way::again && skipped_ < at_cut_) {
                if (token.id != past_.generated()[skipped_++]) return diverged();
                continue;
            }
            past_.add(token.id);
            ready_.push_back(std::move(token));
        }
        held_.clear();
    }

    void diverged() {
        ready_.clear();
        held_.clear();
        events_->close();
        Error error = *cut_;
        error.message += "; the text could not go on: the new server generates another";
        fail_with(std::move(error));
    }

    void settle_held() {
        if (held_.empty()) return;
        // The limit came in the middle of what could have become a stop string: the server drops
        // that text, but it was generated and nothing stopped it.
        if (event_.stop_type == "limit") {
            std::vector<TokenId> ids;
            ids.reserve(held_.size());
            for (const Token& token : held_)
                ids.push_back(token.id);
            if (auto text = text_as_generated(*server_, std::move(ids), options_))
                held_.back().text = *std::move(text);
        }
        if (event_.stop_type != "word") release_held();
    }

    void fail_with(Error error) { finish(StopReason::none, std::move(error), {}); }

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

    GenerateOptions options_;
    const OnCallEnd on_end_;
    CallTimer stopwatch_;
    const std::shared_ptr<RestartingServer> keeper_;
    std::shared_ptr<Server> server_;  // the one that is asked, or that was lost
    std::stop_source cancelling_;
    Resumption past_;
    std::string body_;  // until it is sent
    std::optional<RestartingServer::Turn> turn_;
    std::unique_ptr<EventStream> events_;
    CompletionEvent event_;
    std::vector<Token> held_;   // may turn out to be part of a stop string
    std::vector<Token> ready_;  // [at_, end) are to be yielded next
    std::size_t at_ = 0;
    std::int64_t seen_ = 0;
    bool finished_ = false;
    StopReason stop_reason_ = StopReason::none;
    std::optional<Error> error_;

    // Since the server was lost:
    std::optional<Error> cut_;  // why
    Resumption::Way way_ = Resumption::Way::anew;
    std::int32_t context_ = 0;  // tokens that the lost server had for it
    std::size_t at_cut_ = 0;    // tokens generated before it
    std::size_t skipped_ = 0;   // of these, how many came again
    int cuts_here_ = 0;         // cuts in a row without a token between them

    // The last member: its callback may come from now on.
    std::optional<std::stop_callback<std::function<void()>>> on_stop_;
};

}  // namespace

TokenStream start_completion(std::shared_ptr<RestartingServer> keeper, const Prompt& prompt,
                             GenerateOptions options, OnCallEnd on_end) {
    auto body = completion_body(prompt, options, options.logprobs ? 1 : 0);
    if (!body) {
        GenerateMetrics none;
        if (on_end) on_end(none, body.error());
        return TokenStream(body.error());
    }
    return TokenStream(std::make_unique<CompletionSource>(
        std::move(keeper), prompt, *std::move(body), std::move(options), std::move(on_end)));
}

}  // namespace inference::llamacpp
