// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "http/activity.h"
#include "http/background_pump.h"
#include "http/endpoint.h"
#include "http/http_call.h"

#include <inference/error.h>

#include <cstddef>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>

namespace inference::http {

/// A whole answer.
struct Response {
    long status = 0;
    std::string body;
};

/// A client of one server. Thread-safe; copies share one BackgroundPump.
class Client {
public:
    explicit Client(Endpoint endpoint) : pump_(BackgroundPump::create(std::move(endpoint))) {}

    /// Starts a request whose answer is taken piece by piece.
    std::shared_ptr<HttpCall> start(Request request) const;
    /// Ends a request at once.
    void cancel(const std::shared_ptr<HttpCall>& call) const { pump_->cancel(call); }
    /// Sends a request and waits for the whole answer, of at most `most_bytes`. Errors: unavailable
    /// (no server listens), protocol (the connection broke, or the answer is too long), io
    /// (no thread could be started), cancelled, deadline_exceeded.
    Result<Response> fetch(Request request, std::optional<Clock::time_point> deadline = {},
                           const std::stop_token& cancel = {},
                           std::size_t most_bytes = 64 * 1024 * 1024) const;
    Activity activity() const noexcept { return pump_->activity(); }
    /// Ends all requests, and later ones at once.
    void stop() const { pump_->stop(); }

private:
    std::shared_ptr<BackgroundPump> pump_;
};

}  // namespace inference::http
