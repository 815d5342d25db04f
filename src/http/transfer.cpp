// SPDX-License-Identifier: EUPL-1.2
#include "http/transfer.h"

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

Transfer::Transfer(std::shared_ptr<ConnectionPool> connections, HttpCall& exchange)
    : connections_(std::move(connections)), exchange_(exchange) {}

Transfer::~Transfer() {
    if (connections_->is_own_process()) {
        let_go(false);
    } else {
        // What curl holds is in the state of another moment.
        [[maybe_unused]] const auto* left_alone = connection_.release();
    }
}

void Transfer::begin() {
    const std::scoped_lock driving(driving_);
    begun_ = Clock::now();
    dial();
}

void Transfer::dial() {
    again_at_.reset();
    auto connection = connections_->borrow();
    if (!connection) {
        exchange_.finish(connections_->is_closed()
                             ? End{End::Kind::cancelled, "the connection to the server was closed"}
                             : End{End::Kind::broken, "no memory for a connection"});
        return;
    }
    {
        const std::scoped_lock lock(changing_);
        connection_ = std::move(connection);
    }
    if (!connection_->begin(connections_->endpoint(), connections_->headers(), exchange_.request(),
                            *this, connections_->may_keep())) {
        let_go(false);
        exchange_.finish({End::Kind::broken, "curl could not start the request"});
        return;
    }
    for (int i = 0; i < kFirstSteps && connection_ && connection_->sending(); ++i) {
        if (!connection_->step(Clock::time_point{})) break;
        settle();
    }
    settle();  // it may have been cancelled before there was anything to hang up
}

void Transfer::carry(std::optional<Clock::time_point> deadline) {
    if (!connections_->is_own_process()) {
        exchange_.finish({End::Kind::cancelled, "the connection is another process's"});
        return;
    }
    const std::scoped_lock driving(driving_);
    carried_.store(true, std::memory_order_relaxed);
    if (connection_ && connection_->paused()) connection_->resume();
    // Another thread may have driven, or ended it, since the reader looked.
    if (exchange_.ready()) {
        settle();
        return;
    }
    if (again_at_) {
        // The server's queue of connections is full, and nothing tells when it no longer is.
        std::this_thread::sleep_until(deadline ? std::min(*again_at_, *deadline) : *again_at_);
        if (!exchange_.finished() && Clock::now() >= *again_at_) dial();
        return;
    }
    if (connection_) connection_->step(deadline);
    settle();
}

void Transfer::attend() {
    const std::unique_lock driving(driving_, std::try_to_lock);
    if (!driving) return;
    const bool carried = carried_.exchange(false, std::memory_order_relaxed);
    settle();
    if (again_at_ && !exchange_.finished() && Clock::now() >= *again_at_) dial();
    if (carried && connection_ && !connection_->sending()) return;
    for (int i = 0; i < kAttendedSteps && connection_ && !connection_->paused(); ++i) {
        const bool moved = connection_->step(Clock::time_point{});
        settle();
        if (!moved) return;
    }
}

bool Transfer::sending() {
    const std::unique_lock driving(driving_, std::try_to_lock);
    if (!driving) return false;
    return again_at_ || (connection_ && connection_->sending());
}

void Transfer::hang_up() noexcept {
    if (!connections_->is_own_process()) return;
    {
        const std::scoped_lock lock(changing_);
        if (!connection_) return;
        connection_->hang_up();
    }
    const std::unique_lock driving(driving_, std::try_to_lock);
    if (driving) settle();
}

// What has ended, here or there, gives its connection back.
void Transfer::settle() {
    if (!connection_) return;
    const auto result = connection_->result();
    if (result) {
        if (may_try_again(*result)) {
            let_go(false);
            again_at_ = Clock::now() + kConnectAgain;
            return;
        }
        // A handle remembers its last error beyond a reset, and may_try_again() needs a fresh one.
        End end = to_end(*result);
        if (const int error = connection_->socket_error(); error != 0) {
            end.reason = "no socket: " + std::generic_category().message(error);
        }
        let_go(*result == CURLE_OK && connection_->system_error() == 0);
        exchange_.finish(std::move(end));
    } else if (exchange_.finished()) {
        let_go(false);
    }
}

void Transfer::let_go(bool sound) {
    std::unique_ptr<Connection> connection;
    {
        const std::scoped_lock lock(changing_);
        connection.swap(connection_);
    }
    set_full(false);
    if (connection) connections_->give_back(std::move(connection), sound);
}

// A TCP client waits where the server's queue of new connections is full; a unix socket says
// EAGAIN, which curl takes for "in progress", and then reports a failure without a cause, or with
// the one for which the kept connection before it was given up.
bool Transfer::may_try_again(CURLcode code) const {
    if (code != CURLE_COULDNT_CONNECT || exchange_.finished()) return false;
    if (Clock::now() - begun_ > kConnectPatience) return false;
    // Other streams' sockets may be closed any moment.
    if (connection_->socket_error() != 0) return true;
    constexpr std::array<long, 5> kNoCause{0, EAGAIN, ENOTCONN, ECONNRESET, EPIPE};
    return std::ranges::find(kNoCause, connection_->system_error()) != kNoCause.end();
}

void Transfer::on_head(long status, std::string_view content_type) {
    exchange_.set_head(status, std::string(content_type));
}

bool Transfer::on_body(std::string_view bytes) {
    connections_->note_arrival(bytes.size());
    const bool taken = exchange_.offer(bytes);
    set_full(!taken);
    return taken;
}

void Transfer::set_full(bool full) {
    if (full == full_) return;
    full_ = full;
    connections_->note_full(full ? 1 : -1);
}

}  // namespace inference::http
