// SPDX-License-Identifier: EUPL-1.2
#include "http/connection_pool.h"

#include <utility>

namespace inference::http {
namespace {

// A server may have a thread for each connection, idle ones included.
constexpr std::size_t kMostKept = 16;

}  // namespace

ConnectionPool::ConnectionPool(Endpoint endpoint)
    : endpoint_(std::move(endpoint)), activity_(endpoint_.keep_alive_bytes) {
    curl_slist* headers = curl_slist_append(nullptr, "Content-Type: application/json");
    headers = curl_slist_append(headers, "Expect:");
    if (!endpoint_.key.empty()) {
        headers = curl_slist_append(headers, ("Authorization: Bearer " + endpoint_.key).c_str());
    }
    headers_.reset(headers);
}

base::ForkBound<CurlConnection> ConnectionPool::borrow() {
    {
        const std::scoped_lock lock(mutex_);
        if (closed_) return {};
        ++borrowed_;
        if (!spare_.empty()) {
            auto connection = std::move(spare_.back());
            spare_.pop_back();
            return connection;
        }
    }
    auto connection = CurlConnection::create();
    if (connection) return connection;
    const std::scoped_lock lock(mutex_);
    --borrowed_;
    return {};
}

bool ConnectionPool::may_keep() const {
    const std::scoped_lock lock(mutex_);
    return borrowed_ <= kMostKept;
}

void ConnectionPool::give_back(base::ForkBound<CurlConnection> connection, bool sound) {
    connection->end();
    const std::scoped_lock lock(mutex_);
    --borrowed_;
    if (closed_ || !sound || spare_.size() >= kMostKept) return;
    spare_.push_back(std::move(connection));
}

void ConnectionPool::close() {
    std::vector<base::ForkBound<CurlConnection>> spare;
    const std::scoped_lock lock(mutex_);
    closed_ = true;
    spare.swap(spare_);
}

bool ConnectionPool::is_closed() const {
    const std::scoped_lock lock(mutex_);
    return closed_;
}

}  // namespace inference::http
