// SPDX-License-Identifier: EUPL-1.2
#include "llamacpp/stream/event_stream.h"

#include "llamacpp/failure/error_answer.h"

namespace inference::llamacpp {
namespace {

// One line can hold the log-probabilities of a whole vocabulary: about 80 bytes for each token.
constexpr std::size_t kLongestLine = 32 * 1024 * 1024;
constexpr std::size_t kLongestErrorBody = 64 * 1024;
constexpr std::size_t kLongestQuote = 100;
constexpr auto kEndOfAnswer = std::chrono::milliseconds(2);
constexpr std::string_view kWhat = "generating";

}  // namespace

EventStream::EventStream(std::shared_ptr<Server> server, std::string body,
                         const GenerateOptions& options)
    : server_(std::move(server)),
      deadline_(options.deadline),
      exchange_(server_->client().start({"POST", "/completion", std::move(body)})),
      framer_(kLongestLine),
      watch_(server_->progress_timeout()) {
    if (options.cancel.stop_possible()) {
        on_stop_.emplace(options.cancel, std::function<void()>([this] { cancel(); }));
    }
}

EventStream::~EventStream() {
    close();
}

void EventStream::cancel() noexcept {
    cancelled_.store(true);
    server_->client().cancel(exchange_);
}

void EventStream::close() noexcept {
    // The end of the answer follows its last event at once; a connection that saw it serves the
    // next request.
    if (saw_last_) exchange_->take(piece_, http::Clock::now() + kEndOfAnswer);
    server_->client().cancel(exchange_);
}

EventStream::Read EventStream::fail_with(Error error) {
    error_ = std::move(error);
    close();
    return Read::failed;
}

// The server may die between a request's end and the notice of its exit: explain_broken waits.
EventStream::Read EventStream::fail_broken(const std::string& reason) {
    Error error = server_->explain_broken(reason);
    lost_server_ = !server_->closed() && server_->exited();
    return fail_with(std::move(error));
}

EventStream::Read EventStream::read(CompletionEvent& event) {
    if (watch_.watches()) watch_.begin(http::Clock::now(), server_->activity());
    while (true) {
        // What arrived before a cancel, or the model's end, is not told after it.
        if (!saw_last_ && (cancelled_.load() || server_->closed())) return at_end();
        while (auto field = framer_.next()) {
            const Read what = understand(*field, event);
            if (what != Read::ended) return what;
        }
        if (framer_.overlong()) {
            return fail_with({ErrorCode::protocol,
                              "llamacpp: the server sent a line of more than " +
                                  std::to_string(kLongestLine) + " bytes",
                              {}});
        }
        const Read what = take_more();
        if (what != Read::event) return what;
    }
}

// `ended` here means: nothing to tell, go on.
EventStream::Read EventStream::understand(const http::SseField& field, CompletionEvent& event) {
    if (field.kind == http::SseField::Kind::error) {
        return fail_with(explain_error_answer(kWhat, 500, field.value));
    }
    if (saw_last_ || field.value == "[DONE]") return Read::ended;
    if (!reader_.read(field.value, event)) {
        return fail_with({ErrorCode::protocol,
                          "llamacpp: the server sent an event that is not a completion's",
                          {}});
    }
    if (event.is_error) return fail_with(explain_error_answer(kWhat, 500, field.value));
    saw_last_ = event.last;
    return Read::event;
}

http::HttpCall::Taken EventStream::take() {
    if (!watch_.watches()) return exchange_->take(piece_, deadline_);
    while (true) {
        const auto look = watch_.next_look();
        const bool last_wait = deadline_ && *deadline_ <= look;
        const auto taken = exchange_->take(piece_, last_wait ? *deadline_ : look);
        if (taken == http::HttpCall::Taken::ended) return taken;
        if (taken == http::HttpCall::Taken::timed_out && last_wait) return taken;
        begun_ = begun_ || taken == http::HttpCall::Taken::bytes;
        if (http::Clock::now() >= look) look_after_server();
        if (server_->outlived_its_kill()) return http::HttpCall::Taken::ended;
        if (taken == http::HttpCall::Taken::bytes) return taken;
    }
}

// What breaks when it was killed tells why.
void EventStream::look_after_server() {
    const auto finding = watch_.look(http::Clock::now(), server_->activity(), begun_);
    if (finding == ProgressWatch::Finding::works) return;
    if (finding == ProgressWatch::Finding::silent && server_->answers()) return watch_.answered();
    server_->kill_hanging();
}

EventStream::Read EventStream::take_more() {
    switch (take()) {
        case http::HttpCall::Taken::timed_out:
            return fail_with({ErrorCode::deadline_exceeded,
                              "llamacpp: the deadline passed while generating",
                              {}});
        case http::HttpCall::Taken::ended:
            return at_end();
        case http::HttpCall::Taken::bytes:
            break;
    }
    if (is_stream_) {
        framer_.append(piece_);
        return Read::event;
    }
    if (exchange_->status() == 200) {
        if (!exchange_->content_type().starts_with("text/event-stream")) {
            return fail_with({ErrorCode::protocol,
                              "llamacpp: the server answered with '" +
                                  exchange_->content_type().substr(0, kLongestQuote) +
                                  "' instead of an event stream",
                              {}});
        }
        is_stream_ = true;
        framer_.append(piece_);
        return Read::event;
    }
    error_body_ += piece_;
    if (error_body_.size() <= kLongestErrorBody) return Read::event;
    return fail_with({ErrorCode::protocol,
                      "llamacpp: the server answered with status " +
                          std::to_string(exchange_->status()) + " and more than " +
                          std::to_string(kLongestErrorBody) + " bytes",
                      {}});
}

EventStream::Read EventStream::at_end() {
    const http::End end = exchange_->end();
    if (saw_last_) return Read::ended;
    if (cancelled_.load()) {
        return fail_with({ErrorCode::cancelled, "llamacpp: the generation was cancelled", {}});
    }
    if (server_->closed()) {
        return fail_with({ErrorCode::closed, "llamacpp: the model was closed", {}});
    }
    switch (end.kind) {
        case http::End::Kind::cancelled:
            return fail_with({ErrorCode::closed, "llamacpp: the model was closed", {}});
        case http::End::Kind::no_thread:
            return fail_with(
                {ErrorCode::io, "llamacpp: the request was not sent: " + end.reason, {}});
        case http::End::Kind::no_connect:
        case http::End::Kind::broken:
            return fail_broken(end.reason);
        case http::End::Kind::complete:
            break;
    }
    if (exchange_->status() != 200) {
        return fail_with(explain_error_answer(kWhat, exchange_->status(), error_body_));
    }
    return fail_broken("the stream ended without its last event");
}

}  // namespace inference::llamacpp
