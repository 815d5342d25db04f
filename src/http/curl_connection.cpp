// SPDX-License-Identifier: EUPL-1.2
#include "http/curl_connection.h"

#include "base/descriptor.h"

#include <algorithm>
#include <cerrno>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace inference::http {
namespace {

// curl always watches a socket or a timer. In case it ever does not, it is asked again after this.
constexpr auto kNothingToWatch = std::chrono::milliseconds(10);
constexpr long kReceiveBuffer = 64 * 1024;

void initialise_curl() {
    // Not thread-safe before curl 7.84. Never undone: the program may use curl too.
    static const CURLcode once = curl_global_init(CURL_GLOBAL_DEFAULT);
    (void)once;
}

timespec left_until(Clock::time_point when) {
    const auto left = std::max<Clock::duration>(when - Clock::now(), Clock::duration::zero());
    const auto seconds = std::chrono::floor<std::chrono::seconds>(left);
    const auto rest = std::chrono::duration_cast<std::chrono::nanoseconds>(left - seconds);
    return {static_cast<time_t>(seconds.count()), static_cast<long>(rest.count())};
}

}  // namespace

base::ForkBound<CurlConnection> CurlConnection::create() {
    initialise_curl();
    base::ForkBound<CurlConnection> connection(new CurlConnection());
    if (!connection->multi_ || !connection->easy_) return {};
    return connection;
}

CurlConnection::CurlConnection() : multi_(curl_multi_init()), easy_(curl_easy_init()) {
    curl_multi_setopt(multi_.get(), CURLMOPT_SOCKETFUNCTION, &CurlConnection::on_socket);
    curl_multi_setopt(multi_.get(), CURLMOPT_SOCKETDATA, this);
    curl_multi_setopt(multi_.get(), CURLMOPT_TIMERFUNCTION, &CurlConnection::on_timer);
    curl_multi_setopt(multi_.get(), CURLMOPT_TIMERDATA, this);
    curl_multi_setopt(multi_.get(), CURLMOPT_MAXCONNECTS, 1L);
}

CurlConnection::~CurlConnection() {
    end();
}

bool CurlConnection::begin(const Endpoint& endpoint, curl_slist* headers, const Request& request,
                           Receiver& receiver, bool keep) {
    receiver_ = &receiver;
    head_known_ = paused_ = false;
    socket_error_ = 0;
    result_.reset();
    CURL* handle = easy_.get();
    curl_easy_reset(handle);
    if (!endpoint.unix_socket.empty()) {
        curl_easy_setopt(handle, CURLOPT_UNIX_SOCKET_PATH, endpoint.unix_socket.c_str());
    }
    curl_easy_setopt(handle, CURLOPT_URL, (endpoint.base_url + request.path).c_str());
    curl_easy_setopt(handle, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http");
    curl_easy_setopt(handle, CURLOPT_PROXY, "");  // the host's proxy must never see a request
    curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT_MS,
                     static_cast<long>(std::chrono::milliseconds(kConnectPatience).count()));
    curl_easy_setopt(handle, CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1);
    curl_easy_setopt(handle, CURLOPT_FORBID_REUSE, keep ? 0L : 1L);
    curl_easy_setopt(handle, CURLOPT_BUFFERSIZE, kReceiveBuffer);
    if (request.method == "POST") {
        curl_easy_setopt(handle, CURLOPT_POST, 1L);
        curl_easy_setopt(handle, CURLOPT_POSTFIELDS, request.body.data());
        curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE_LARGE,
                         static_cast<curl_off_t>(request.body.size()));
    }
    curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, &CurlConnection::on_body);
    curl_easy_setopt(handle, CURLOPT_WRITEDATA, this);
    curl_easy_setopt(handle, CURLOPT_OPENSOCKETFUNCTION, &CurlConnection::on_open);
    curl_easy_setopt(handle, CURLOPT_OPENSOCKETDATA, this);
    curl_easy_setopt(handle, CURLOPT_CLOSESOCKETFUNCTION, &CurlConnection::on_close);
    curl_easy_setopt(handle, CURLOPT_CLOSESOCKETDATA, this);
    begun_ = curl_multi_add_handle(multi_.get(), handle) == CURLM_OK;
    return begun_;
}

bool CurlConnection::step(std::optional<Clock::time_point> until) {
    auto wake = timer_;
    if (until) wake = wake ? std::min(*wake, *until) : *until;
    if (watched_ < 0 && !wake) wake = Clock::now() + kNothingToWatch;
    pollfd watched{watched_, events_, 0};
    timespec left{};
    if (wake) left = left_until(*wake);
    const int ready = ::ppoll(&watched, watched_ < 0 ? 0 : 1, wake ? &left : nullptr, nullptr);
    if (ready > 0) {
        int flags = 0;
        if (watched.revents & (POLLIN | POLLHUP)) flags |= CURL_CSELECT_IN;
        if (watched.revents & POLLOUT) flags |= CURL_CSELECT_OUT;
        if (watched.revents & (POLLERR | POLLNVAL)) flags |= CURL_CSELECT_ERR;
        act(watched_, flags);
        return true;
    }
    if (!timer_ || Clock::now() < *timer_) return false;
    timer_.reset();
    act(CURL_SOCKET_TIMEOUT, 0);
    return true;
}

void CurlConnection::act(curl_socket_t socket, int flags) {
    int running = 0;
    curl_multi_socket_action(multi_.get(), socket, flags, &running);
    if (running > 0) return;
    int left = 0;
    while (CURLMsg* message = curl_multi_info_read(multi_.get(), &left)) {
        if (message->msg == CURLMSG_DONE) result_ = message->data.result;
    }
    if (!result_ || head_known_) return;
    long status = 0;
    curl_easy_getinfo(easy_.get(), CURLINFO_RESPONSE_CODE, &status);
    receiver_->on_head(status, {});
}

void CurlConnection::resume() {
    paused_ = false;
    curl_easy_pause(easy_.get(), CURLPAUSE_CONT);
}

bool CurlConnection::sending() const noexcept {
    return !result_ && !paused_ && !head_known_ && (watched_ < 0 || (events_ & POLLOUT) != 0);
}

long CurlConnection::system_error() const {
    long error = 0;
    curl_easy_getinfo(easy_.get(), CURLINFO_OS_ERRNO, &error);
    return error;
}

void CurlConnection::end() {
    if (!begun_) return;
    begun_ = false;
    curl_multi_remove_handle(multi_.get(), easy_.get());
    watched_ = -1;
    timer_.reset();
}

void CurlConnection::hang_up() noexcept {
    const std::scoped_lock lock(mutex_);
    if (open_ >= 0) ::shutdown(open_, SHUT_RDWR);
}

int CurlConnection::on_socket(CURL*, curl_socket_t socket, int what, void* self, void*) {
    auto* connection = static_cast<CurlConnection*>(self);
    if (what == CURL_POLL_REMOVE) {
        if (connection->watched_ == socket) connection->watched_ = -1;
        return 0;
    }
    connection->watched_ = socket;
    connection->events_ = 0;
    if (what & CURL_POLL_IN) connection->events_ |= POLLIN;
    if (what & CURL_POLL_OUT) connection->events_ |= POLLOUT;
    return 0;
}

int CurlConnection::on_timer(CURLM*, long timeout_ms, void* self) {
    auto* connection = static_cast<CurlConnection*>(self);
    connection->timer_.reset();
    if (timeout_ms >= 0) {
        connection->timer_ = Clock::now() + std::chrono::milliseconds(timeout_ms);
    }
    return 0;
}

std::size_t CurlConnection::on_body(char* bytes, std::size_t size, std::size_t count, void* self) {
    auto* connection = static_cast<CurlConnection*>(self);
    if (!connection->head_known_) {
        long status = 0;
        char* content_type = nullptr;
        curl_easy_getinfo(connection->easy_.get(), CURLINFO_RESPONSE_CODE, &status);
        curl_easy_getinfo(connection->easy_.get(), CURLINFO_CONTENT_TYPE, &content_type);
        connection->receiver_->on_head(status, content_type == nullptr ? "" : content_type);
        connection->head_known_ = true;
    }
    const std::size_t total = size * count;
    if (connection->receiver_->on_body({bytes, total})) return total;
    connection->paused_ = true;
    return CURL_WRITEFUNC_PAUSE;
}

curl_socket_t CurlConnection::on_open(void* self, curlsocktype, curl_sockaddr* address) {
    auto* connection = static_cast<CurlConnection*>(self);
    // In a host that closed its standard streams, what it prints would be sent to the server.
    base::Descriptor opened = base::above_standard(base::Descriptor(
        ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol)));
    if (!opened) connection->socket_error_ = errno;
    const std::scoped_lock lock(connection->mutex_);
    connection->open_ = opened.release();  // curl's, until on_close()
    return connection->open_ < 0 ? CURL_SOCKET_BAD : connection->open_;
}

int CurlConnection::on_close(void* self, curl_socket_t socket) {
    auto* connection = static_cast<CurlConnection*>(self);
    const std::scoped_lock lock(connection->mutex_);
    if (connection->open_ == socket) connection->open_ = -1;
    return ::close(socket);
}

}  // namespace inference::http
