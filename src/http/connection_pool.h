// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "base/fork_guard.h"
#include "http/activity.h"
#include "http/curl_connection.h"
#include "http/endpoint.h"

#include <cstddef>
#include <memory>
#include <mutex>
#include <vector>

namespace inference::http {

/// The connections to one server: those in use, and the open ones kept for the next request.
/// Thread-safe.
class ConnectionPool {
public:
    explicit ConnectionPool(Endpoint endpoint);

    const Endpoint& endpoint() const noexcept { return endpoint_; }
    curl_slist* headers() const noexcept { return headers_.get(); }
    /// A connection for one request, a kept one where there is one. Null where curl has no memory,
    /// or after close().
    base::ForkBound<CurlConnection> borrow();
    /// Whether a connection borrowed now may stay open after its answer.
    bool may_keep() const;
    /// Takes a connection back, and keeps it where it is `sound`.
    void give_back(base::ForkBound<CurlConnection> connection, bool sound);
    /// Closes the kept connections; borrow() gives none from now on.
    void close();
    bool is_closed() const;
    /// False in a forked copy of the host, which shares its sockets with the original.
    bool in_original_process() const noexcept { return guard_.in_original_process(); }
    ActivityCounter& activity() noexcept { return activity_; }

private:
    struct HeaderDeleter {
        void operator()(curl_slist* list) const noexcept { curl_slist_free_all(list); }
    };

    const Endpoint endpoint_;
    const base::ForkGuard guard_;
    std::unique_ptr<curl_slist, HeaderDeleter> headers_;
    mutable std::mutex mutex_;
    std::vector<base::ForkBound<CurlConnection>> spare_;
    std::size_t borrowed_ = 0;
    bool closed_ = false;
    ActivityCounter activity_;
};

}  // namespace inference::http
