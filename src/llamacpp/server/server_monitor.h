// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "process/log_relay.h"
#include "process/observer.h"

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace inference::llamacpp {

/// What the supervising thread tells about a server, for those who wait for news of it.
/// Thread-safe.
class ServerMonitor {
public:
    /// Each line goes on to `log`, if there is one.
    explicit ServerMonitor(std::shared_ptr<process::LogRelay> log) : log_(std::move(log)) {}

    /// The callbacks that feed it; they keep it alive.
    static process::Observer observer_of(const std::shared_ptr<ServerMonitor>& life);

    std::optional<process::ExitStatus> exit_status() const;
    /// A line said that somebody listens: the server, or what a model's metadata made it print.
    bool spoke_of_listening() const;
    /// How many lines were logged.
    std::uint64_t lines() const;
    /// The log so far, or its first 256 KiB: what was loaded where stands at the start.
    std::string first_lines() const;
    /// From now on only the bounded tail is kept (by the child).
    void forget_first_lines();
    /// Waits for the end of the server, or a line about listening, or the deadline. True where
    /// there may be news.
    bool wait_for_news(std::chrono::steady_clock::time_point deadline);
    /// Waits until the server was seen in its main loop, or has ended, or the deadline.
    void wait_for_main_loop(std::chrono::steady_clock::time_point deadline) const;
    bool wait_for_exit(std::chrono::steady_clock::time_point deadline) const;

private:
    void on_line(std::string_view line);
    void on_exit(const process::ExitStatus& status);

    const std::shared_ptr<process::LogRelay> log_;
    mutable std::mutex mutex_;
    mutable std::condition_variable changed_;
    std::optional<process::ExitStatus> status_;
    std::string first_lines_;
    bool keep_first_lines_ = true;
    bool spoke_of_listening_ = false;
    bool is_looping_ = false;
    bool news_ = false;
    std::uint64_t lines_ = 0;
};

}  // namespace inference::llamacpp
