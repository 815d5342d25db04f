// SPDX-License-Identifier: EUPL-1.2
#include "http/connection_pool.h"

#include <unistd.h>
#include <utility>

namespace inference::http {
namespace {

// The server has a thread for each connection, idle ones included, and far more of them than this.
constexpr std::size_t kMostKept = 16;
// ":" and two newlines, and some that came together.
constexpr std::size_t kLongestPing = 16;

}  // namespace

ConnectionPool::ConnectionPool(Endpoint endpoint)
    : endpoint_(std::move(endpoint)), owner_(::getpid()) {
    curl_slist* headers = curl_slist_append(nullptr, "Content-Type: application/json");
    headers = curl_slist_append(headers, "Expect:");
    if (!endpoint_.key.empty()) {
        headers = curl_slist_append(headers, ("Authorization: Bearer " + endpoint_.key).c_str());
    }
    headers_.reset(headers);
}

std::unique_ptr<Connection> ConnectionPool::borrow() {
    {
        const std::scoped_lock lock(mutex_);
        if (closed_) return nullptr;
        ++borrowed_;
        if (!spare_.empty()) {
            auto connection = std::move(spare_.back());
            spare_.pop_back();
            return connection;
        }
    }
    auto connection = Connection::create();
    if (connection) return connection;
    const std::scoped_lock lock(mutex_);
    --borrowed_;
    return nullptr;
}

bool ConnectionPool::may_keep() const {
    const std::scoped_lock lock(mutex_);
    return borrowed_ <= kMostKept;
}

void ConnectionPool::give_back(std::unique_ptr<Connection> connection, bool sound) {
    connection->end();
    const std::scoped_lock lock(mutex_);
    --borrowed_;
    if (closed_ || !sound || spare_.size() >= kMostKept) return;
    spare_.push_back(std::move(connection));
}

void ConnectionPool::close() {
    std::vector<std::unique_ptr<Connection>> spare;
    const std::scoped_lock lock(mutex_);
    closed_ = true;
    spare.swap(spare_);
}

void ConnectionPool::note_arrival(std::size_t bytes) noexcept {
    arrivals_.fetch_add(1, std::memory_order_relaxed);
    if (bytes > kLongestPing) contents_.fetch_add(1, std::memory_order_relaxed);
}

bool ConnectionPool::is_closed() const {
    const std::scoped_lock lock(mutex_);
    return closed_;
}

bool ConnectionPool::is_own_process() const noexcept {
    return ::getpid() == owner_;
}

}  // namespace inference::http
