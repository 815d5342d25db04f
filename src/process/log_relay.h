// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <inference/error.h>

#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <string_view>
#include <sys/types.h>
#include <thread>
#include <utility>

namespace inference::process {

/// Hands the lines of a log to a sink that may be slow, blocked or broken, on a thread of its own:
/// whoever pushes them never waits for it. What waits is bounded. When that is full the lines that
/// come next are left out, not those that wait: the newest are in the child's log_tail() anyway,
/// the beginning of a log is nowhere else. They are left out until the sink has caught up, so that
/// there is one gap and not hundreds, and in their place it gets a line that says how many they
/// were. What the sink throws is dropped. Thread-safe; in a forked copy of the host, where the
/// thread does not exist, it does nothing.
class LogRelay {
public:
    using Sink = std::function<void(std::string_view line)>;

    /// How much may wait.
    struct Room {
        std::size_t lines = 32 * std::size_t{1024};
        std::size_t bytes = 4 * std::size_t{1024 * 1024};
    };

    static Result<std::shared_ptr<LogRelay>> start(Sink sink, Room room);
    static Result<std::shared_ptr<LogRelay>> start(Sink sink) {
        return start(std::move(sink), Room());
    }
    /// finish().
    ~LogRelay();
    LogRelay(const LogRelay&) = delete;
    LogRelay& operator=(const LogRelay&) = delete;

    void push(std::string_view line);

    /// Returns when the sink will never be called again. It still gets the lines that wait, as long
    /// as it takes no more than some 20 ms over them; the others are dropped. A call in progress is
    /// waited for, however long it takes: what the sink refers to may go as soon as this returns.
    /// Called by the sink, it can't wait for that one call, and drops all others.
    void finish();

private:
    struct Queue;

    LogRelay(std::shared_ptr<Queue> queue, std::thread thread);
    bool is_own_process() const noexcept;
    bool is_own_thread() const noexcept;

    std::shared_ptr<Queue> queue_;  // the thread's too
    const pid_t host_;
    std::mutex joining_;
    std::thread thread_;
    const std::thread::id thread_id_;
};

}  // namespace inference::process
