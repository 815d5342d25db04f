// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "http/exchange.h"

#include <curl/curl.h>

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <sys/types.h>
#include <thread>
#include <unordered_map>
#include <vector>

namespace inference::http {

/// Where the server listens.
struct Endpoint {
    std::string unix_socket;                    ///< a path; empty = TCP
    std::string base_url = "http://localhost";  ///< without a trailing slash
    std::string key;                            ///< sent as a bearer token; empty = none
};

/// One thread that carries any number of exchanges with one server: curl's multi interface over
/// epoll. Every method is thread-safe. In a forked copy of the host, where its thread does not
/// exist, it only lets go of what it holds.
class Loop : public std::enable_shared_from_this<Loop> {
public:
    static std::shared_ptr<Loop> create(Endpoint endpoint);
    ~Loop();
    Loop(const Loop&) = delete;
    Loop& operator=(const Loop&) = delete;

    void start(std::shared_ptr<Exchange> exchange);
    /// Ends it at once for its reader, and closes its connection soon after.
    void cancel(const std::shared_ptr<Exchange>& exchange);
    /// Ends every exchange, and every later one, as cancelled, and waits for the thread.
    void stop();

private:
    struct Descriptor {
        int value = -1;
        Descriptor() = default;
        ~Descriptor();
        Descriptor(const Descriptor&) = delete;
        Descriptor& operator=(const Descriptor&) = delete;
    };
    struct EasyDeleter {
        void operator()(CURL* easy) const noexcept { curl_easy_cleanup(easy); }
    };
    struct MultiDeleter {
        void operator()(CURLM* multi) const noexcept { curl_multi_cleanup(multi); }
    };
    struct HeaderDeleter {
        void operator()(curl_slist* list) const noexcept { curl_slist_free_all(list); }
    };
    using Easy = std::unique_ptr<CURL, EasyDeleter>;

    /// An exchange on the wire; touched by the loop's thread only.
    struct Transfer {
        Easy easy;
        std::shared_ptr<Exchange> exchange;
        Clock::time_point begun;
        bool head_known = false;
    };
    /// An exchange that found the server's queue of connections full.
    struct Delayed {
        std::shared_ptr<Exchange> exchange;
        Clock::time_point begun;
        Clock::time_point due;
    };
    struct Command {
        enum class Kind { start, cancel, resume } kind;
        std::shared_ptr<Exchange> exchange;
    };

    explicit Loop(Endpoint endpoint);
    void post(Command command);
    void run();
    void handle_commands();
    void begin(std::shared_ptr<Exchange> exchange, Clock::time_point begun);
    void begin_delayed();
    bool delay(const Transfer& transfer, CURLcode code);
    int milliseconds_to_wait() const;
    bool is_own_process() const noexcept;
    void drop(const Exchange* exchange);
    void collect_finished();
    void let_go(std::unordered_map<const Exchange*, std::unique_ptr<Transfer>>::iterator transfer);
    Easy prepare(Transfer& transfer);

    static int on_socket(CURL* easy, curl_socket_t socket, int what, void* self, void* known);
    static int on_timer(CURLM* multi, long timeout_ms, void* self);
    static std::size_t on_body(char* bytes, std::size_t size, std::size_t count, void* transfer);

    const Endpoint endpoint_;
    const pid_t owner_;
    Descriptor epoll_;
    Descriptor wake_;
    std::unique_ptr<CURLM, MultiDeleter> multi_;
    std::unique_ptr<curl_slist, HeaderDeleter> headers_;
    std::vector<Easy> spare_;
    std::unordered_map<const Exchange*, std::unique_ptr<Transfer>> transfers_;
    std::vector<Delayed> delayed_;
    std::optional<Clock::time_point> timer_;

    std::mutex mutex_;
    std::vector<Command> commands_;
    bool stopping_ = false;

    std::mutex join_mutex_;
    std::thread thread_;
};

}  // namespace inference::http
