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

/// How a call ended.
struct End {
    enum class Kind {
        complete,    ///< the whole body arrived
        no_connect,  ///< no server listens there
        broken,      ///< the connection was lost, or what came was not HTTP
        cancelled,   ///< by us
        no_thread,   ///< nothing was sent, because no thread could be started
    };
    Kind kind = Kind::complete;
    std::string reason;  ///< for people; empty after a complete one
};

/// What brings a call its bytes. Thread-safe.
class Carrier {
public:
    virtual ~Carrier() = default;
    /// Waits, until the deadline at the latest, and gives the call what has come. May return
    /// with nothing.
    virtual void carry(std::optional<Clock::time_point> deadline) = 0;
    /// The same without waiting, where no reader has called carry() for a while.
    virtual void attend() = 0;
    /// Whether a part of the request is still to be sent, which must not wait for a reader.
    virtual bool sending() = 0;
    /// Closes the connection of a call that has ended, and wakes a waiting carry().
    virtual void hang_up() noexcept = 0;
};

/// One request and its answer. The thread that waits for a piece reads the connection itself,
/// through the carrier, so that a piece costs no wake-up of another thread. What comes while no
/// reader waits is kept in a bounded buffer. While that is full the connection is not read: a slow
/// reader costs no more memory and does not hold other calls up. Thread-safe; take() from one
/// thread at a time.
class HttpCall {
public:
    enum class Taken { bytes, ended, timed_out };

    explicit HttpCall(Request request, std::size_t most_buffered = 256 * 1024)
        : request_(std::move(request)), most_buffered_(most_buffered) {}

    const Request& request() const noexcept { return request_; }

    /// Waits for bytes of the body, and replaces `into` by all that have come.
    Taken take(std::string& into, std::optional<Clock::time_point> deadline = {});
    /// The HTTP status; 0 before the first byte of the body or the end.
    long status() const;
    std::string content_type() const;
    /// Complete once take() said `ended`.
    End end() const;

    // For the carrier:

    /// To be called once, before the first take().
    void set_carrier(std::unique_ptr<Carrier> carrier);
    Carrier* carrier() const noexcept { return carrier_.get(); }
    /// False where the buffer is full: the same bytes must be offered again once it was emptied.
    bool offer(std::string_view bytes);
    void set_head(long status, std::string content_type);
    /// The first end counts; later ones are ignored.
    void finish(End end);
    bool finished() const;
    /// Whether take() would return without waiting.
    bool ready() const;

private:
    const Request request_;
    const std::size_t most_buffered_;
    mutable std::mutex mutex_;
    std::string buffer_;
    std::optional<End> end_;
    long status_ = 0;
    std::string content_type_;
    // The last member: it uses the others until it is destroyed.
    std::unique_ptr<Carrier> carrier_;
};

}  // namespace inference::http
