// SPDX-License-Identifier: EUPL-1.2
#include "http/loop.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace inference::http {
namespace {

constexpr std::size_t kMostSpare = 16;
constexpr auto kConnectPatience = std::chrono::seconds(5);
constexpr auto kConnectAgain = std::chrono::milliseconds(2);

void initialise_curl() {
    // Not thread-safe before curl 7.84, and never undone: a program may use curl beside us.
    static const CURLcode once = curl_global_init(CURL_GLOBAL_DEFAULT);
    (void)once;
}

End to_end(CURLcode code) {
    if (code == CURLE_OK) return {End::Kind::complete, {}};
    if (code == CURLE_COULDNT_CONNECT) return {End::Kind::no_connect, curl_easy_strerror(code)};
    return {End::Kind::broken, curl_easy_strerror(code)};
}

/// None of the host's signal handlers may run on our thread: it inherits this.
class SignalsBlocked {
public:
    SignalsBlocked() noexcept {
        sigset_t all;
        sigfillset(&all);
        ::pthread_sigmask(SIG_SETMASK, &all, &before_);
    }
    ~SignalsBlocked() { ::pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
    SignalsBlocked(const SignalsBlocked&) = delete;
    SignalsBlocked& operator=(const SignalsBlocked&) = delete;

private:
    sigset_t before_{};
};

}  // namespace

Loop::Descriptor::~Descriptor() {
    if (value >= 0) ::close(value);
}

std::shared_ptr<Loop> Loop::create(Endpoint endpoint) {
    return std::shared_ptr<Loop>(new Loop(std::move(endpoint)));
}

Loop::Loop(Endpoint endpoint) : endpoint_(std::move(endpoint)), owner_(::getpid()) {
    initialise_curl();
    epoll_.value = ::epoll_create1(EPOLL_CLOEXEC);
    wake_.value = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    multi_.reset(curl_multi_init());
    if (epoll_.value < 0 || wake_.value < 0 || !multi_) {
        stopping_ = true;  // every exchange then ends at once, with a reason
        return;
    }
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.fd = wake_.value;
    ::epoll_ctl(epoll_.value, EPOLL_CTL_ADD, wake_.value, &event);

    curl_multi_setopt(multi_.get(), CURLMOPT_SOCKETFUNCTION, &Loop::on_socket);
    curl_multi_setopt(multi_.get(), CURLMOPT_SOCKETDATA, this);
    curl_multi_setopt(multi_.get(), CURLMOPT_TIMERFUNCTION, &Loop::on_timer);
    curl_multi_setopt(multi_.get(), CURLMOPT_TIMERDATA, this);

    curl_slist* headers = curl_slist_append(nullptr, "Content-Type: application/json");
    headers = curl_slist_append(headers, "Expect:");
    if (!endpoint_.key.empty()) {
        headers = curl_slist_append(headers, ("Authorization: Bearer " + endpoint_.key).c_str());
    }
    headers_.reset(headers);
    const SignalsBlocked for_the_thread;
    try {
        thread_ = std::thread([this] { run(); });
    } catch (const std::system_error&) {
        stopping_ = true;
    }
}

Loop::~Loop() {
    stop();
    if (is_own_process()) return;
    // What curl holds is in the state of another moment, and its epoll is shared with the original.
    if (thread_.joinable()) thread_.detach();
    for (auto& [key, transfer] : transfers_)
        (void)transfer.release();
    (void)multi_.release();
}

bool Loop::is_own_process() const noexcept {
    return ::getpid() == owner_;
}

void Loop::start(std::shared_ptr<Exchange> exchange) {
    exchange->on_drained([weak = weak_from_this(), id = std::weak_ptr(exchange)] {
        auto loop = weak.lock();
        auto target = id.lock();
        if (loop && target) loop->post({Command::Kind::resume, std::move(target)});
    });
    post({Command::Kind::start, std::move(exchange)});
}

void Loop::cancel(const std::shared_ptr<Exchange>& exchange) {
    if (exchange->finished()) return;
    exchange->finish({End::Kind::cancelled, "cancelled"});
    post({Command::Kind::cancel, exchange});
}

void Loop::stop() {
    if (!is_own_process()) return;
    {
        const std::scoped_lock lock(mutex_);
        if (!std::exchange(stopping_, true)) {
            const std::uint64_t one = 1;
            (void)!::write(wake_.value, &one, sizeof one);
        }
    }
    const std::scoped_lock joining(join_mutex_);
    if (thread_.joinable()) thread_.join();
}

void Loop::post(Command command) {
    {
        const std::scoped_lock lock(mutex_);
        if (!stopping_) {
            commands_.push_back(std::move(command));
            if (commands_.size() == 1) {
                const std::uint64_t one = 1;
                (void)!::write(wake_.value, &one, sizeof one);
            }
            return;
        }
    }
    command.exchange->finish({End::Kind::cancelled, "the connection to the server was closed"});
}

void Loop::run() {
    std::array<epoll_event, 64> events{};
    int running = 0;
    while (true) {
        const int count = ::epoll_wait(epoll_.value, events.data(), static_cast<int>(events.size()),
                                       milliseconds_to_wait());
        if (count < 0 && errno != EINTR) break;

        bool woken = false;
        for (int i = 0; i < count; ++i) {
            const epoll_event& event = events[static_cast<std::size_t>(i)];
            if (event.data.fd == wake_.value) {
                woken = true;
                continue;
            }
            int flags = 0;
            if (event.events & (EPOLLIN | EPOLLHUP)) flags |= CURL_CSELECT_IN;
            if (event.events & EPOLLOUT) flags |= CURL_CSELECT_OUT;
            if (event.events & EPOLLERR) flags |= CURL_CSELECT_ERR;
            curl_multi_socket_action(multi_.get(), event.data.fd, flags, &running);
        }
        if (timer_ && Clock::now() >= *timer_) {
            timer_.reset();
            curl_multi_socket_action(multi_.get(), CURL_SOCKET_TIMEOUT, 0, &running);
        }
        if (woken) {
            std::uint64_t ignored = 0;
            (void)!::read(wake_.value, &ignored, sizeof ignored);
            handle_commands();
        }
        begin_delayed();
        collect_finished();
        const std::scoped_lock lock(mutex_);
        if (stopping_) break;
    }

    std::vector<Command> left;
    {
        const std::scoped_lock lock(mutex_);
        stopping_ = true;
        left.swap(commands_);
    }
    const End closed{End::Kind::cancelled, "the connection to the server was closed"};
    for (const Command& command : left)
        command.exchange->finish(closed);
    for (const Delayed& delayed : delayed_)
        delayed.exchange->finish(closed);
    delayed_.clear();
    for (auto& [key, transfer] : transfers_) {
        curl_multi_remove_handle(multi_.get(), transfer->easy.get());
        transfer->exchange->finish(closed);
    }
    transfers_.clear();
}

int Loop::milliseconds_to_wait() const {
    auto next = timer_;
    for (const Delayed& delayed : delayed_)
        next = next ? std::min(*next, delayed.due) : delayed.due;
    if (!next) return -1;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(*next - Clock::now());
    return static_cast<int>(std::max<std::chrono::milliseconds::rep>(left.count(), 0));
}

void Loop::handle_commands() {
    std::vector<Command> commands;
    {
        const std::scoped_lock lock(mutex_);
        commands.swap(commands_);
    }
    for (Command& command : commands) {
        switch (command.kind) {
            case Command::Kind::start:
                begin(std::move(command.exchange), Clock::now());
                break;
            case Command::Kind::cancel:
                drop(command.exchange.get());
                break;
            case Command::Kind::resume: {
                auto transfer = transfers_.find(command.exchange.get());
                if (transfer != transfers_.end()) {
                    curl_easy_pause(transfer->second->easy.get(), CURLPAUSE_CONT);
                }
                break;
            }
        }
    }
}

Loop::Easy Loop::prepare(Transfer& transfer) {
    Easy easy;
    if (spare_.empty()) {
        easy.reset(curl_easy_init());
        if (!easy) return easy;
    } else {
        easy = std::move(spare_.back());
        spare_.pop_back();
        curl_easy_reset(easy.get());
    }
    CURL* handle = easy.get();
    const Request& request = transfer.exchange->request();
    if (!endpoint_.unix_socket.empty()) {
        curl_easy_setopt(handle, CURLOPT_UNIX_SOCKET_PATH, endpoint_.unix_socket.c_str());
    }
    curl_easy_setopt(handle, CURLOPT_URL, (endpoint_.base_url + request.path).c_str());
    curl_easy_setopt(handle, CURLOPT_HTTPHEADER, headers_.get());
    curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http");
    curl_easy_setopt(handle, CURLOPT_PROXY, "");  // a proxy of the host's must never see a prompt
    curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT_MS,
                     static_cast<long>(std::chrono::milliseconds(kConnectPatience).count()));
    curl_easy_setopt(handle, CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1);
    // The server keeps an idle connection for 5 s and a thread with it, and closes it after 100
    // requests: a fresh connection costs 30 µs on a unix socket and has no closing race.
    curl_easy_setopt(handle, CURLOPT_FORBID_REUSE, 1L);
    curl_easy_setopt(handle, CURLOPT_FRESH_CONNECT, 1L);
    if (request.method == "POST") {
        curl_easy_setopt(handle, CURLOPT_POST, 1L);
        curl_easy_setopt(handle, CURLOPT_POSTFIELDS, request.body.data());
        curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE_LARGE,
                         static_cast<curl_off_t>(request.body.size()));
    }
    curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, &Loop::on_body);
    curl_easy_setopt(handle, CURLOPT_WRITEDATA, &transfer);
    curl_easy_setopt(handle, CURLOPT_PRIVATE, &transfer);
    return easy;
}

void Loop::begin(std::shared_ptr<Exchange> exchange, Clock::time_point begun) {
    if (exchange->finished()) return;  // cancelled before it began
    auto transfer = std::make_unique<Transfer>();
    transfer->begun = begun;
    transfer->exchange = std::move(exchange);
    transfer->easy = prepare(*transfer);
    if (!transfer->easy || curl_multi_add_handle(multi_.get(), transfer->easy.get()) != CURLM_OK) {
        transfer->exchange->finish({End::Kind::broken, "curl could not start the request"});
        return;
    }
    const Exchange* key = transfer->exchange.get();
    transfers_.emplace(key, std::move(transfer));
}

// A TCP client waits where the server's queue of new connections is full; a unix socket says
// EAGAIN, which curl takes for "in progress", and then reports a failure without a cause.
bool Loop::delay(const Transfer& transfer, CURLcode code) {
    if (code != CURLE_COULDNT_CONNECT) return false;
    long error = 0;
    curl_easy_getinfo(transfer.easy.get(), CURLINFO_OS_ERRNO, &error);
    const bool queue_full = error == 0 || error == EAGAIN || error == ENOTCONN;
    const auto now = Clock::now();
    if (!queue_full || now - transfer.begun > kConnectPatience) return false;
    delayed_.push_back({transfer.exchange, transfer.begun, now + kConnectAgain});
    return true;
}

void Loop::begin_delayed() {
    if (delayed_.empty()) return;
    const auto now = Clock::now();
    std::vector<Delayed> due;
    std::erase_if(delayed_, [&](const Delayed& delayed) {
        if (delayed.due > now) return false;
        due.push_back(delayed);
        return true;
    });
    for (Delayed& delayed : due)
        begin(std::move(delayed.exchange), delayed.begun);
}

void Loop::drop(const Exchange* exchange) {
    auto transfer = transfers_.find(exchange);
    if (transfer != transfers_.end()) let_go(transfer);
}

void Loop::let_go(
    std::unordered_map<const Exchange*, std::unique_ptr<Transfer>>::iterator transfer) {
    Easy& easy = transfer->second->easy;
    curl_multi_remove_handle(multi_.get(), easy.get());
    long error = 0;
    curl_easy_getinfo(easy.get(), CURLINFO_OS_ERRNO, &error);
    // A handle remembers its last error beyond a reset, and delay() must see a fresh one.
    if (error == 0 && spare_.size() < kMostSpare) spare_.push_back(std::move(easy));
    transfers_.erase(transfer);
}

void Loop::collect_finished() {
    int left = 0;
    while (CURLMsg* message = curl_multi_info_read(multi_.get(), &left)) {
        if (message->msg != CURLMSG_DONE) continue;
        const CURLcode code = message->data.result;
        Transfer* transfer = nullptr;
        curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &transfer);
        if (!transfer->head_known) {
            long status = 0;
            curl_easy_getinfo(message->easy_handle, CURLINFO_RESPONSE_CODE, &status);
            transfer->exchange->set_head(status, {});
        }
        const bool delayed = delay(*transfer, code);
        const auto exchange = transfer->exchange;
        drop(exchange.get());
        if (!delayed) exchange->finish(to_end(code));
    }
}

int Loop::on_socket(CURL*, curl_socket_t socket, int what, void* self, void* known) {
    auto* loop = static_cast<Loop*>(self);
    if (what == CURL_POLL_REMOVE) {
        ::epoll_ctl(loop->epoll_.value, EPOLL_CTL_DEL, socket, nullptr);
        return 0;
    }
    epoll_event event{};
    event.data.fd = socket;
    if (what & CURL_POLL_IN) event.events |= EPOLLIN;
    if (what & CURL_POLL_OUT) event.events |= EPOLLOUT;
    const int operation = known == nullptr ? EPOLL_CTL_ADD : EPOLL_CTL_MOD;
    if (::epoll_ctl(loop->epoll_.value, operation, socket, &event) != 0 && errno == EEXIST) {
        ::epoll_ctl(loop->epoll_.value, EPOLL_CTL_MOD, socket, &event);
    }
    curl_multi_assign(loop->multi_.get(), socket, loop);  // any mark: "known"
    return 0;
}

int Loop::on_timer(CURLM*, long timeout_ms, void* self) {
    auto* loop = static_cast<Loop*>(self);
    if (timeout_ms < 0) {
        loop->timer_.reset();
    } else {
        loop->timer_ = Clock::now() + std::chrono::milliseconds(timeout_ms);
    }
    return 0;
}

std::size_t Loop::on_body(char* bytes, std::size_t size, std::size_t count, void* data) {
    auto* transfer = static_cast<Transfer*>(data);
    if (!transfer->head_known) {
        long status = 0;
        char* content_type = nullptr;
        curl_easy_getinfo(transfer->easy.get(), CURLINFO_RESPONSE_CODE, &status);
        curl_easy_getinfo(transfer->easy.get(), CURLINFO_CONTENT_TYPE, &content_type);
        transfer->exchange->set_head(status, content_type == nullptr ? "" : content_type);
        transfer->head_known = true;
    }
    const std::size_t total = size * count;
    if (!transfer->exchange->offer({bytes, total})) return CURL_WRITEFUNC_PAUSE;
    return total;
}

}  // namespace inference::http
