// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "http/background_pump.h"
#include "http/http_call.h"

#include <inference/error.h>

#include <cstdint>
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

/// A client of one server. Thread-safe; copies share one attendant.
class Client {
public:
    explicit Client(Endpoint endpoint) : attendant_(BackgroundPump::create(std::move(endpoint))) {}

    /// Starts a request whose answer is taken piece by piece.
    std::shared_ptr<HttpCall> start(Request request) const;
    /// Ends a request at once.
    void cancel(const std::shared_ptr<HttpCall>& exchange) const { attendant_->cancel(exchange); }
    /// Sends a request and waits for the whole answer, of at most `most_bytes`. Errors: unavailable
    /// (nobody listens), protocol (the connection broke, or the answer is too long), io
    /// (no thread to be had), cancelled, deadline_exceeded.
    Result<Response> fetch(Request request, std::optional<Clock::time_point> deadline = {},
                           const std::stop_token& cancel = {},
                           std::size_t most_bytes = 64 * 1024 * 1024) const;
    /// How many pieces of answers came, for all requests.
    std::uint64_t arrivals() const noexcept { return attendant_->arrivals(); }
    /// Of these, the pieces that are more than a mere sign of life.
    std::uint64_t contents() const noexcept { return attendant_->contents(); }
    /// Whether the answer of some request waits for its reader, so that no more of it is read.
    bool any_is_full() const noexcept { return attendant_->any_is_full(); }
    /// Ends all requests, and later ones at once.
    void stop() const { attendant_->stop(); }

private:
    std::shared_ptr<BackgroundPump> attendant_;
};

}  // namespace inference::http
