// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "base/fork_guard.h"
#include "http/endpoint.h"
#include "http/http_call.h"

#include <curl/curl.h>

#include <chrono>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

namespace inference::http {

/// How long a connection to the server may take to come about.
inline constexpr auto kConnectPatience = std::chrono::seconds(5);

/// Receives an answer, piece by piece.
class Receiver {
public:
    virtual void on_head(long status, std::string_view content_type) = 0;
    /// False where it can't take the bytes now: they come again after CurlConnection::resume().
    virtual bool on_body(std::string_view bytes) = 0;

protected:
    ~Receiver() = default;
};

/// One curl handle and its connection to the server, for one request after another. To be used by
/// one thread at a time, except for hang_up().
class CurlConnection {
public:
    /// Null where curl has no memory for it.
    static base::ForkBound<CurlConnection> create();
    ~CurlConnection();
    CurlConnection(const CurlConnection&) = delete;
    CurlConnection& operator=(const CurlConnection&) = delete;

    /// Begins a request; all of its arguments must outlive it. `keep` leaves the connection open
    /// after the answer, for the next request.
    bool begin(const Endpoint& endpoint, curl_slist* headers, const Request& request,
               Receiver& receiver, bool keep);
    /// Waits for what curl waits for, at most until the time given, and lets curl go on. False
    /// where nothing came.
    bool step(std::optional<Clock::time_point> until);
    /// Goes on after the receiver did not take a piece of the body.
    void resume();
    bool paused() const noexcept { return paused_; }
    /// Whether a part of the request was not sent yet.
    bool sending() const noexcept;
    /// How the request ended; empty while it runs.
    std::optional<CURLcode> result() const noexcept { return result_; }
    /// The system's reason for a failure to connect; 0 = none known.
    long system_error() const;
    /// The errno where no socket could be opened; 0 = one was.
    int socket_error() const noexcept { return socket_error_; }
    /// Ends the request; the connection may be used for another.
    void end();
    /// Shuts the connection down for both sides, which wakes a waiting step(). From any thread.
    void hang_up() noexcept;

private:
    struct EasyDeleter {
        void operator()(CURL* easy) const noexcept { curl_easy_cleanup(easy); }
    };
    struct MultiDeleter {
        void operator()(CURLM* multi) const noexcept { curl_multi_cleanup(multi); }
    };

    CurlConnection();
    void act(curl_socket_t socket, int flags);

    static int on_socket(CURL*, curl_socket_t socket, int what, void* self, void*);
    static int on_timer(CURLM*, long timeout_ms, void* self);
    static std::size_t on_body(char* bytes, std::size_t size, std::size_t count, void* self);
    static curl_socket_t on_open(void* self, curlsocktype, curl_sockaddr* address);
    static int on_close(void* self, curl_socket_t socket);

    std::mutex mutex_;
    int open_ = -1;  // guarded by mutex_: hang_up() must not act on a reused descriptor

    int socket_error_ = 0;
    Receiver* receiver_ = nullptr;
    bool head_known_ = false;
    bool paused_ = false;
    bool begun_ = false;
    std::optional<CURLcode> result_;
    int watched_ = -1;
    short events_ = 0;
    std::optional<Clock::time_point> timer_;
    // The last members: their cleanup calls back.
    std::unique_ptr<CURLM, MultiDeleter> multi_;
    std::unique_ptr<CURL, EasyDeleter> easy_;
};

}  // namespace inference::http
