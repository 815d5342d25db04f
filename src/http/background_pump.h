// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "http/connection_pool.h"
#include "http/http_call.h"

#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace inference::http {

/// Starts exchanges with one server, and looks after those that nobody reads: one thread, whatever
/// their number, sends what could not be sent at once and fills their buffers, so that a slow
/// reader is not a stuck one. Every method is thread-safe. In a forked copy of the host, where its
/// thread does not exist, it only lets go of what it holds.
class BackgroundPump {
public:
    static std::shared_ptr<BackgroundPump> create(Endpoint endpoint);
    ~BackgroundPump();
    BackgroundPump(const BackgroundPump&) = delete;
    BackgroundPump& operator=(const BackgroundPump&) = delete;

    void start(const std::shared_ptr<HttpCall>& exchange);
    /// How many pieces of answers came, for all exchanges.
    std::uint64_t arrivals() const noexcept { return connections_->arrivals(); }
    /// Of these, the pieces that are more than a mere sign of life.
    std::uint64_t contents() const noexcept { return connections_->contents(); }
    /// Whether an answer waits for its reader, so that no more of it is read.
    bool any_is_full() const noexcept { return connections_->any_is_full(); }
    /// Ends it at once for its reader, and closes its connection.
    void cancel(const std::shared_ptr<HttpCall>& exchange);
    /// Ends every exchange, and every later one, as cancelled, and waits for the thread.
    void stop();

private:
    explicit BackgroundPump(Endpoint endpoint);
    void run();
    std::vector<std::shared_ptr<HttpCall>> running();

    const std::shared_ptr<ConnectionPool> connections_;

    std::mutex mutex_;
    // On the heap: in a forked copy its destructor would wait for a thread that is not there.
    std::unique_ptr<std::condition_variable> changed_ = std::make_unique<std::condition_variable>();
    std::vector<std::weak_ptr<HttpCall>> exchanges_;
    bool hurried_ = false;  // something waits to be sent
    bool idle_ = false;     // the thread looks at nothing until it is told
    bool stopping_ = false;
    bool without_thread_ = false;  // none could be started

    std::mutex join_mutex_;
    std::thread thread_;
};

}  // namespace inference::http
