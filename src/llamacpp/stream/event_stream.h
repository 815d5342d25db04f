// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "http/sse_framer.h"
#include "llamacpp/server/progress_watch.h"
#include "llamacpp/server/server.h"
#include "llamacpp/stream/completion_event.h"

#include <inference/error.h>

#include <atomic>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>

namespace inference::llamacpp {

/// One POST /completion and its events, in order. read() from one thread at a time; cancel() from
/// any.
class EventStream {
public:
    EventStream(std::shared_ptr<Server> server, std::string body, const GenerateOptions& options);
    ~EventStream();
    EventStream(const EventStream&) = delete;
    EventStream& operator=(const EventStream&) = delete;

    enum class Read { event, ended, failed };
    /// Waits for the next event. After `failed`, error() says why.
    Read read(CompletionEvent& event);
    const Error& error() const { return error_; }
    /// After `failed`: because the server is no more, so that another could go on.
    bool lost_server() const { return lost_server_; }
    /// Ends the request; a waiting read() fails with `cancelled`.
    void cancel() noexcept;
    /// Ends the request because nothing more is wanted.
    void close() noexcept;

private:
    Read fail_with(Error error);
    Read at_end();
    Read fail_broken(const std::string& reason);
    Read take_more();
    http::HttpCall::Taken take();
    void look_after_server();
    Read understand(const http::SseField& field, CompletionEvent& event);

    const std::shared_ptr<Server> server_;
    const std::optional<http::Clock::time_point> deadline_;
    const std::shared_ptr<http::HttpCall> exchange_;
    std::atomic<bool> cancelled_ = false;
    http::SseFramer framer_;
    CompletionEventReader reader_;
    std::string piece_;
    std::string error_body_;
    Error error_;
    ProgressWatch watch_;
    bool begun_ = false;  // a part of the answer has come
    bool is_stream_ = false;
    bool saw_last_ = false;
    bool lost_server_ = false;
    // The last member: its callback may come from now on.
    std::optional<std::stop_callback<std::function<void()>>> on_stop_;
};

}  // namespace inference::llamacpp
