// SPDX-License-Identifier: EUPL-1.2
#pragma once

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

/// Where the server listens.
struct Endpoint {
    std::string unix_socket;                    ///< a path; empty = TCP
    std::string base_url = "http://localhost";  ///< without a trailing slash
    std::string key;                            ///< sent as a bearer token; empty = none
};

/// Who gets an answer, piece by piece.
class Receiver {
public:
    virtual void on_head(long status, std::string_view content_type) = 0;
    /// False: not now; the bytes come again after Connection::resume().
    virtual bool on_body(std::string_view bytes) = 0;

protected:
    ~Receiver() = default;
};

/// One curl handle and its connection to the server, for one request after another. One thread at a
/// time, except for hang_up().
class Connection {
public:
    /// Null where curl has no memory for it.
    static std::unique_ptr<Connection> create();
    ~Connection();
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    /// Begins a request; all of its arguments must outlive it. `keep` leaves the connection open
    /// after the answer, for the next request.
    bool begin(const Endpoint& endpoint, curl_slist* headers, const Request& request,
               Receiver& receiver, bool keep);
    /// Waits for what curl waits for, until the time given at the latest, and lets it go on. False
    /// where nothing had come.
    bool step(std::optional<Clock::time_point> until);
    /// Goes on with a body that its receiver did not take.
    void resume();
    bool paused() const noexcept { return paused_; }
    /// A part of the request was not sent yet.
    bool sending() const noexcept;
    /// How the request ended; empty while it runs.
    std::optional<CURLcode> result() const noexcept { return result_; }
    /// The system's reason for a failure to connect; 0 = none known.
    long system_error() const;
    /// Why there was no socket for it; 0 = there was one.
    int socket_error() const noexcept { return socket_error_; }
    /// Lets go of the request.
    void end();
    /// Ends the connection for both sides, and wakes a waiting step(). From any thread.
    void hang_up() noexcept;

private:
    struct EasyDeleter {
        void operator()(CURL* easy) const noexcept { curl_easy_cleanup(easy); }
    };
    struct MultiDeleter {
        void operator()(CURLM* multi) const noexcept { curl_multi_cleanup(multi); }
    };

    Connection();
    void act(curl_socket_t socket, int flags);

    static int on_socket(CURL*, curl_socket_t socket, int what, void* self, void*);
    static int on_timer(CURLM*, long timeout_ms, void* self);
    static std::size_t on_body(char* bytes, std::size_t size, std::size_t count, void* self);
    static curl_socket_t on_open(void* self, curlsocktype, curl_sockaddr* address);
    static int on_close(void* self, curl_socket_t socket);

    std::mutex mutex_;
    int open_ = -1;  // guarded by mutex_: hang_up() must never meet another's descriptor

    int socket_error_ = 0;
    Receiver* receiver_ = nullptr;
    bool head_known_ = false;
    bool paused_ = false;
    bool begun_ = false;
    std::optional<CURLcode> result_;
    int watched_ = -1;
    short events_ = 0;
    std::optional<Clock::time_point> timer_;
    // The last members: cleaning up calls back.
    std::unique_ptr<CURLM, MultiDeleter> multi_;
    std::unique_ptr<CURL, EasyDeleter> easy_;
};

}  // namespace inference::http
