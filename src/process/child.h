// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "base/thread.h"
#include "process/command.h"
#include "process/exit_status.h"
#include "process/observer.h"
#include "process/stop_policy.h"

#include <inference/error.h>

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <sys/types.h>

namespace inference::process {

class Supervisor;

/// One running program. A thread of its own reads its log until its end, notices the end at once
/// and collects the exit status. The child never outlives this process, and is also killed when
/// this process execs another program. A forked copy of this process can't affect it. Thread-safe.
class Child {
public:
    /// Returns once the program runs. Errors: `not_found` or `unavailable` if it can't be run, with
    /// its path and the reason. `log_ring_bytes` bounds log_tail().
    static Result<std::unique_ptr<Child>> spawn(Command command, Observer observer = {},
                                                std::size_t log_ring_bytes = 64 * 1024);

    /// Kills the child at once if it still runs, and waits for its end and the last callback.
    /// Called by a callback, it does not wait.
    ~Child();
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;

    /// Not for signalling: once the child has ended, the number may be another process's. Use
    /// signal().
    pid_t pid() const noexcept;

    /// Empty while the child runs. Once it is set, log_tail() is complete.
    std::optional<ExitStatus> exit_status() const;

    /// Waits until exit_status() is set, at most until the deadline, and returns it.
    std::optional<ExitStatus> wait_until(std::chrono::steady_clock::time_point deadline) const;

    /// Never reaches another process that got the same number. Error: `unavailable` if the child
    /// has ended.
    Result<void> signal(int signal_number);

    /// Ends the child as `policy` says and returns when it has ended. Concurrent calls share one
    /// escalation, each step at the earliest time that any of them wants.
    ExitStatus stop(const StopPolicy& policy);

    /// Waits until everything that the child has written so far was passed to on_log and is in
    /// log_tail(). False if the deadline comes first, and always false when called by a callback:
    /// no line is passed on while one runs.
    bool catch_up(std::chrono::steady_clock::time_point deadline);

    /// The newest whole lines of its stdout and stderr, joined by newlines.
    std::string log_tail() const;

private:
    Child(std::shared_ptr<Supervisor> supervisor, base::Thread thread);

    std::shared_ptr<Supervisor> supervisor_;
    base::Thread thread_;
};

}  // namespace inference::process
