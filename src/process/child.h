// SPDX-License-Identifier: EUPL-1.2
#pragma once

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
#include <thread>

namespace inference::process {

class Supervisor;

/// One running program, supervised by a thread of its own: its log is drained all its life, its end
/// is noticed at once and always collected, and it never outlives this process. It also ends when
/// this process execs another program; a forked copy of this process can do nothing to it.
/// Thread-safe.
class Child {
public:
    /// Returns once the program runs. `not_found` or `unavailable` if it can't be run, with its
    /// path and the reason. `log_ring_bytes` bounds log_tail().
    static Result<std::unique_ptr<Child>> spawn(Command command, Observer observer = {},
                                                std::size_t log_ring_bytes = 64 * 1024);

    /// Kills what still runs, at once, and waits for its end and the last callback.
    ~Child();
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;

    /// Of no use for signalling once it has ended: see signal().
    pid_t pid() const noexcept;

    /// Empty while it runs; once set, log_tail() is complete.
    std::optional<ExitStatus> exit_status() const;

    /// exit_status(), as soon as it is set or at the deadline.
    std::optional<ExitStatus> wait_until(std::chrono::steady_clock::time_point deadline) const;

    /// Never reaches another process that got the same number; `unavailable` if the child has
    /// ended.
    Result<void> signal(int signal_number);

    /// Asks, then forces; returns when it has ended. Concurrent calls share one escalation, the
    /// most impatient one's.
    ExitStatus stop(const StopPolicy& policy);

    /// Returns once what the child has written by now was told to on_log and is in log_tail(), or
    /// at the deadline, then false. A callback is told nothing meanwhile: called by one, it is
    /// false.
    bool catch_up(std::chrono::steady_clock::time_point deadline);

    /// The newest whole lines of its stdout and stderr, joined by newlines.
    std::string log_tail() const;

private:
    Child(std::shared_ptr<Supervisor> supervisor, std::thread thread);

    std::shared_ptr<Supervisor> supervisor_;
    std::thread thread_;
};

}  // namespace inference::process
