// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "base/fork_guard.h"
#include "base/thread.h"
#include "http/activity.h"
#include "http/connection_pool.h"
#include "http/http_call.h"

#include <condition_variable>
#include <memory>
#include <mutex>
#include <vector>

namespace inference::http {

/// Starts calls to one server, and drives those that no reader waits for. One thread for all of
/// them sends what could not be sent at once, and fills their buffers, so that a slow reader does
/// not look like a server that hangs. Thread-safe. In a forked copy of the host every call ends at
/// once as cancelled.
class BackgroundPump {
public:
    static std::shared_ptr<BackgroundPump> create(Endpoint endpoint);
    ~BackgroundPump();
    BackgroundPump(const BackgroundPump&) = delete;
    BackgroundPump& operator=(const BackgroundPump&) = delete;

    void start(const std::shared_ptr<HttpCall>& call);
    Activity activity() const noexcept { return connections_->activity().now(); }
    /// Ends a call at once for its reader, and closes its connection.
    void cancel(const std::shared_ptr<HttpCall>& call);
    /// Ends every call, now and later, as cancelled, and waits for the thread.
    void stop();

private:
    explicit BackgroundPump(Endpoint endpoint);
    void run();
    std::vector<std::shared_ptr<HttpCall>> running();

    const std::shared_ptr<ConnectionPool> connections_;

    std::mutex mutex_;
    const base::ForkBound<std::condition_variable> changed_ =
        base::make_fork_bound<std::condition_variable>();
    std::vector<std::weak_ptr<HttpCall>> calls_;
    bool hurried_ = false;  // a part of a request waits to be sent
    bool idle_ = false;     // the thread sleeps until it is notified
    bool stopping_ = false;
    bool without_thread_ = false;  // none could be started

    base::Thread thread_;  // the last member: it uses the others
};

}  // namespace inference::http
