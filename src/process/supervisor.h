// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "base/descriptor.h"
#include "base/fork_guard.h"
#include "process/command.h"
#include "process/escalation.h"
#include "process/exit_status.h"
#include "process/exit_watch.h"
#include "process/line_splitter.h"
#include "process/log_ring.h"
#include "process/observer.h"

#include <array>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <future>
#include <mutex>
#include <optional>
#include <string>
#include <sys/stat.h>
#include <sys/types.h>
#include <thread>
#include <vector>

namespace inference::process {

/// The state of one child, and the body of the thread that starts it, reads its log, notices its
/// end and collects it. Every function but run() may be called from any thread, that one included
/// (a callback may call any of them). In a forked copy of the host they do nothing.
class Supervisor {
public:
    using Clock = std::chrono::steady_clock;

    Supervisor(Command command, Observer observer, std::size_t log_ring_bytes);

    /// The thread's body: returns when the child has ended and the last callback has returned.
    /// `started` is set as soon as the child runs or could not be started.
    void run(std::promise<Result<void>>& started) noexcept;

    pid_t pid() const noexcept { return pid_; }
    bool is_own_thread() const noexcept { return std::this_thread::get_id() == thread_; }

    std::optional<ExitStatus> exit_status() const;
    std::optional<ExitStatus> wait_until(Clock::time_point deadline);
    Result<void> signal(int signal_number);
    ExitStatus stop(const StopPolicy& policy);
    void kill_now() noexcept;
    bool catch_up(Clock::time_point deadline);
    std::string log_tail() const;

private:
    Result<void> start();
    void watch();
    void poll_once(int timeout_ms);
    void read_available();
    void read_rest();
    ssize_t read_log(std::size_t most);
    void mark_delivered(std::uint64_t bytes) noexcept;
    void keep(std::string_view bytes);
    void keep_line(std::string_view line);
    void deliver() noexcept;
    void child_ended();
    void descriptors_lost();
    void publish();
    bool log_is_ours() const noexcept;

    Command command_;
    const Observer observer_;
    const base::ForkGuard guard_;
    pid_t pid_ = -1;
    std::thread::id thread_;

    // Used by the supervising thread alone.
    std::array<char, 64 * 1024> buffer_;
    LineSplitter splitter_;
    std::vector<std::string> undelivered_;
    std::size_t undelivered_bytes_ = 0;

    struct stat log_identity_ = {};  // never changed after the start

    mutable std::mutex mutex_;
    base::Descriptor log_;               // changed by the supervising thread alone
    std::uint64_t bytes_read_ = 0;       // of the log
    std::uint64_t bytes_delivered_ = 0;  // of these, passed on to on_log
    std::condition_variable delivered_;
    std::condition_variable ended_;
    std::optional<ExitStatus> status_;
    ExitWatch watch_;  // collect() and signal() under the lock
    Escalation escalation_;
    LogRing ring_;
};

}  // namespace inference::process
