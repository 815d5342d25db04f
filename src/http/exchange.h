// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

namespace inference::http {

using Clock = std::chrono::steady_clock;

/// What to ask of the server.
struct Request {
    std::string method = "GET";  ///< GET or POST
    std::string path = "/";
    std::string body;  ///< JSON, for POST
};

/// How an exchange ended.
struct End {
    enum class Kind {
        complete,    ///< the whole body arrived
        no_connect,  ///< nobody listens there
        broken,      ///< the connection was lost, or what came was not HTTP
        cancelled,   ///< by us
    };
    Kind kind = Kind::complete;
    std::string reason;  ///< for people; empty after a complete one
};

/// One request and its answer, between the loop's thread (which appends) and the caller's (which
/// takes). The body waits in a bounded buffer: while it is full the connection is not read, so a
/// slow reader costs neither memory nor other exchanges anything. Thread-safe.
class Exchange {
public:
    enum class Taken { bytes, ended, timed_out };

    explicit Exchange(Request request, std::size_t most_buffered = 256 * 1024)
        : request_(std::move(request)), most_buffered_(most_buffered) {}

    const Request& request() const noexcept { return request_; }

    /// Waits for bytes of the body and puts all there are into `into` (which is cleared first).
    Taken take(std::string& into, std::optional<Clock::time_point> deadline = {});
    /// The HTTP status; 0 before the first byte of the body or the end.
    long status() const;
    std::string content_type() const;
    /// Complete once take() said `ended`.
    End end() const;
    /// When the last byte came, or when the exchange was made.
    Clock::time_point last_progress() const;

    // The loop's side.

    /// False where the buffer is full: the same bytes must be offered again after a resume.
    bool offer(std::string_view bytes);
    void set_head(long status, std::string content_type);
    /// The first end counts; later ones are ignored.
    void finish(End end);
    bool finished() const;
    /// Called (from the taking thread) when a full buffer was emptied.
    void on_drained(std::function<void()> resume);

private:
    const Request request_;
    const std::size_t most_buffered_;
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::string buffer_;
    std::optional<End> end_;
    std::function<void()> resume_;
    long status_ = 0;
    std::string content_type_;
    bool refused_bytes_ = false;
    bool waiting_ = false;
    Clock::time_point last_progress_ = Clock::now();
};

}  // namespace inference::http
