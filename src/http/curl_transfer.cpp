// SPDX-License-Identifier: EUPL-1.2
#include "http/curl_transfer.h"

#include "base/errno_text.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <string>
#include <system_error>
#include <thread>
#include <utility>

namespace inference::http {
namespace {

constexpr auto kConnectAgain = std::chrono::milliseconds(2);
// Connecting and sending need a few steps; a body that fills the socket needs more, later.
constexpr int kFirstSteps = 8;
constexpr int kAttendedSteps = 8;

End to_end(CURLcode code) {
    if (code == CURLE_OK) return {End::Kind::complete, {}};
    if (code == CURLE_COULDNT_CONNECT) return {End::Kind::no_connect, curl_easy_strerror(code)};
    return {End::Kind::broken, curl_easy_strerror(code)};
}

}  // namespace

CurlTransfer::CurlTransfer(std::shared_ptr<ConnectionPool> connections, HttpCall& call)
    : connections_(std::move(connections)), call_(call) {}

CurlTransfer::~CurlTransfer() {
    // In a forked copy the pool's mutex may be locked for ever.
    if (connections_->in_original_process()) let_go(false);
}

void CurlTransfer::begin() {
    const std::scoped_lock driving(driving_);
    begun_ = Clock::now();
    dial();
}

void CurlTransfer::dial() {
    again_at_.reset();
    auto connection = connections_->borrow();
    if (!connection) {
        call_.finish(connections_->is_closed()
                         ? End{End::Kind::cancelled, "the connection to the server was closed"}
                         : End{End::Kind::broken, "no memory for a connection"});
        return;
    }
    {
        const std::scoped_lock lock(changing_);
        connection_ = std::move(connection);
    }
    if (!connection_->begin(connections_->endpoint(), connections_->headers(), call_.request(),
                            *this, connections_->may_keep())) {
        let_go(false);
        call_.finish({End::Kind::broken, "curl could not start the request"});
        return;
    }
    for (int i = 0; i < kFirstSteps && connection_ && connection_->sending(); ++i) {
        if (!connection_->step(Clock::time_point{})) break;
        settle();
    }
    settle();  // the call may have been cancelled before there was a connection to shut down
}

void CurlTransfer::carry(std::optional<Clock::time_point> deadline) {
    if (!connections_->in_original_process()) {
        call_.finish({End::Kind::cancelled, "the connection belongs to another process"});
        return;
    }
    const std::scoped_lock driving(driving_);
    carried_.store(true, std::memory_order_relaxed);
    if (connection_ && connection_->paused()) connection_->resume();
    // Another thread may have brought something or ended the call since the reader looked.
    if (call_.ready()) {
        settle();
        return;
    }
    if (again_at_) {
        // The server's queue of new connections is full, and nothing notifies us when it has room.
        std::this_thread::sleep_until(deadline ? std::min(*again_at_, *deadline) : *again_at_);
        if (!call_.finished() && Clock::now() >= *again_at_) dial();
        return;
    }
    if (connection_) connection_->step(deadline);
    settle();
}

void CurlTransfer::attend() {
    const std::unique_lock driving(driving_, std::try_to_lock);
    if (!driving) return;
    const bool carried = carried_.exchange(false, std::memory_order_relaxed);
    settle();
    if (again_at_ && !call_.finished() && Clock::now() >= *again_at_) dial();
    if (carried && connection_ && !connection_->sending()) return;
    for (int i = 0; i < kAttendedSteps && connection_ && !connection_->paused(); ++i) {
        const bool moved = connection_->step(Clock::time_point{});
        settle();
        if (!moved) return;
    }
}

bool CurlTransfer::sending() {
    const std::unique_lock driving(driving_, std::try_to_lock);
    if (!driving) return false;
    return again_at_ || (connection_ && connection_->sending());
}

void CurlTransfer::hang_up() noexcept {
    if (!connections_->in_original_process()) return;
    {
        const std::scoped_lock lock(changing_);
        if (!connection_) return;
        connection_->hang_up();
    }
    const std::unique_lock driving(driving_, std::try_to_lock);
    if (driving) settle();
}

// Gives the connection back where the answer or the call has ended.
void CurlTransfer::settle() {
    if (!connection_) return;
    const auto result = connection_->result();
    if (result) {
        if (may_try_again(*result)) {
            let_go(false);
            again_at_ = Clock::now() + kConnectAgain;
            return;
        }
        // A handle keeps its last error even after a reset, and may_try_again() needs a new one.
        End end = to_end(*result);
        if (const int error = connection_->socket_error(); error != 0) {
            end.reason = "no socket: " + base::errno_text(error);
        }
        let_go(*result == CURLE_OK && connection_->system_error() == 0);
        call_.finish(std::move(end));
    } else if (call_.finished()) {
        let_go(false);
    }
}

void CurlTransfer::let_go(bool sound) {
    base::ForkBound<CurlConnection> connection;
    {
        const std::scoped_lock lock(changing_);
        connection.swap(connection_);
    }
    set_full(false);
    if (connection) connections_->give_back(std::move(connection), sound);
}

// Where the server's queue of new connections is full, connect() waits on TCP, but gives EAGAIN on
// a unix socket. curl takes that for "in progress" and then reports a failure without a cause, or
// with the cause for which it closed a kept connection before.
bool CurlTransfer::may_try_again(CURLcode code) const {
    if (code != CURLE_COULDNT_CONNECT || call_.finished()) return false;
    if (Clock::now() - begun_ > kConnectPatience) return false;
    // No descriptor is free; other connections may be closed any moment.
    if (connection_->socket_error() != 0) return true;
    constexpr std::array<long, 5> kNoCause{0, EAGAIN, ENOTCONN, ECONNRESET, EPIPE};
    return std::ranges::find(kNoCause, connection_->system_error()) != kNoCause.end();
}

void CurlTransfer::on_head(long status, std::string_view content_type) {
    call_.set_head(status, std::string(content_type));
}

bool CurlTransfer::on_body(std::string_view bytes) {
    connections_->activity().count_piece(bytes.size());
    const bool taken = call_.offer(bytes);
    set_full(!taken);
    return taken;
}

void CurlTransfer::set_full(bool full) {
    if (full == full_) return;
    full_ = full;
    connections_->activity().count_slow_reader(full ? 1 : -1);
}

}  // namespace inference::http
