// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "base/thread.h"

#include <inference/error.h>

#include <cstddef>
#include <functional>
#include <memory>
#include <string_view>
#include <utility>

namespace inference::process {

/// Passes the lines of a log to a sink on a thread of its own: push() never waits, even if the sink
/// is slow or blocks. Buffers at most 32,768 lines or 4 MiB; further lines are dropped and counted.
/// The new lines are dropped and not the buffered ones, because the newest lines are in the child's
/// log_tail() anyway and the beginning of the log is nowhere else. Dropping goes on until the
/// buffer is empty, so that there is one gap and not hundreds; in its place the sink gets a line
/// with the number of dropped lines. Exceptions from the sink are dropped. Thread-safe. In a forked
/// copy of the host it does nothing.
class LogRelay {
public:
    using Sink = std::function<void(std::string_view line)>;

    /// How much is buffered at most.
    struct Capacity {
        std::size_t lines = 32 * std::size_t{1024};
        std::size_t bytes = 4 * std::size_t{1024 * 1024};
    };

    static Result<std::shared_ptr<LogRelay>> start(Sink sink, Capacity capacity);
    static Result<std::shared_ptr<LogRelay>> start(Sink sink) {
        return start(std::move(sink), Capacity());
    }
    /// Calls finish().
    ~LogRelay();
    LogRelay(const LogRelay&) = delete;
    LogRelay& operator=(const LogRelay&) = delete;

    void push(std::string_view line);

    /// Ends the relay: once this returns, the sink is never called again, and what it refers to may
    /// be destroyed. The buffered lines are still passed on as long as the sink takes no more than
    /// about 20 ms for all of them; the rest is dropped. A call in progress is waited for, however
    /// long it takes. Called by the sink itself, it drops all buffered lines and does not wait.
    void finish();

private:
    struct Queue;

    LogRelay(std::shared_ptr<Queue> queue, base::Thread thread);

    std::shared_ptr<Queue> queue_;  // shared with the thread
    base::Thread thread_;
};

}  // namespace inference::process
