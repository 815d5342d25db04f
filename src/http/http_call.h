// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

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
        no_thread,   ///< nothing was sent: the system gives no thread to look after it
    };
    Kind kind = Kind::complete;
    std::string reason;  ///< for people; empty after a complete one
};

/// What brings an exchange its bytes. Thread-safe.
class Carrier {
public:
    virtual ~Carrier() = default;
    /// Waits, until the deadline at the latest, and gives the exchange what has come. May return
    /// with nothing.
    virtual void carry(std::optional<Clock::time_point> deadline) = 0;
    /// The same without waiting, where nobody has carried for a while.
    virtual void attend() = 0;
    /// The request or a part of it is still here, and must not wait for a reader.
    virtual bool sending() = 0;
    /// Closes the connection of an exchange that has ended, and wakes a waiting carry().
    virtual void hang_up() noexcept = 0;
};

/// One request and its answer. The thread that waits for a piece brings it itself, through the
/// carrier: a token costs no other thread's wake-up. What comes while nobody waits is kept in a
/// bounded buffer: while it is full the connection is not read, so a slow reader costs neither
/// memory nor other exchanges anything. Thread-safe; take() from one thread at a time.
class HttpCall {
public:
    enum class Taken { bytes, ended, timed_out };

    explicit HttpCall(Request request, std::size_t most_buffered = 256 * 1024)
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

    // The carrier's side.

    /// Once, before the first take().
    void set_carrier(std::unique_ptr<Carrier> carrier);
    Carrier* carrier() const noexcept { return carrier_.get(); }
    /// False where the buffer is full: the same bytes must be offered again when it was emptied.
    bool offer(std::string_view bytes);
    void set_head(long status, std::string content_type);
    /// The first end counts; later ones are ignored.
    void finish(End end);
    bool finished() const;
    /// take() would not wait.
    bool ready() const;

private:
    const Request request_;
    const std::size_t most_buffered_;
    mutable std::mutex mutex_;
    std::string buffer_;
    std::optional<End> end_;
    long status_ = 0;
    std::string content_type_;
    Clock::time_point last_progress_ = Clock::now();
    // The last member: it gives to the others until it is gone.
    std::unique_ptr<Carrier> carrier_;
};

}  // namespace inference::http
