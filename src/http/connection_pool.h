// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "http/connection.h"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <sys/types.h>
#include <vector>

namespace inference::http {

/// The connections to one server: those in use, and the open ones that wait for the next request.
/// Thread-safe.
class ConnectionPool {
public:
    explicit ConnectionPool(Endpoint endpoint);

    const Endpoint& endpoint() const noexcept { return endpoint_; }
    curl_slist* headers() const noexcept { return headers_.get(); }
    /// A connection for one request, open already where there is such; null where curl has no
    /// memory, or after close().
    std::unique_ptr<Connection> borrow();
    /// Whether one that is borrowed now may stay open after its answer.
    bool may_keep() const;
    /// Takes it back, to be used again where it is `sound`.
    void give_back(std::unique_ptr<Connection> connection, bool sound);
    /// Closes what waits; nothing is lent from now on.
    void close();
    /// So many bytes came for one of the requests.
    void note_arrival(std::size_t bytes) noexcept;
    std::uint64_t arrivals() const noexcept { return arrivals_.load(std::memory_order_relaxed); }
    /// Of these, the pieces that are more than the comment that a server sends as a sign of life.
    std::uint64_t contents() const noexcept { return contents_.load(std::memory_order_relaxed); }
    /// An answer's reader is too slow, or (−1) is no longer.
    void note_full(int change) noexcept { full_.fetch_add(change, std::memory_order_relaxed); }
    bool any_is_full() const noexcept { return full_.load(std::memory_order_relaxed) > 0; }
    bool is_closed() const;
    /// False in a forked copy of the host, which shares its sockets with the original.
    bool is_own_process() const noexcept;

private:
    struct HeaderDeleter {
        void operator()(curl_slist* list) const noexcept { curl_slist_free_all(list); }
    };

    const Endpoint endpoint_;
    const pid_t owner_;
    std::unique_ptr<curl_slist, HeaderDeleter> headers_;
    mutable std::mutex mutex_;
    std::vector<std::unique_ptr<Connection>> spare_;
    std::size_t borrowed_ = 0;
    bool closed_ = false;
    std::atomic<std::uint64_t> arrivals_ = 0;
    std::atomic<std::uint64_t> contents_ = 0;
    std::atomic<int> full_ = 0;
};

}  // namespace inference::http
