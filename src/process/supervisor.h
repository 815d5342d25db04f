// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "process/command.h"
#include "process/descriptor.h"
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

/// The state of one child and the body of the one thread that starts it, drains its log, notices
/// its end and collects it. Every function but run() may be called from any thread, that one
/// included (a callback may ask for anything), and does nothing in a forked copy of the host, where
/// the thread does not exist and a lock may be held for ever.
class Supervisor {
public:
    using Clock = std::chrono::steady_clock;

    Supervisor(Command command, Observer observer, std::size_t log_ring_bytes);

    /// Returns when the child has ended and everything was told; `started` is set early on.
    void run(std::promise<Result<void>> started) noexcept;

    pid_t pid() const noexcept { return pid_; }
    bool is_own_thread() const noexcept { return std::this_thread::get_id() == thread_; }
    bool is_own_process() const noexcept;

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
    void pump();
    void drain();
    ssize_t read_log(std::size_t most);
    void log_told(std::uint64_t bytes) noexcept;
    void take_in(std::string_view bytes);
    void take_in_line(std::string_view line);
    void deliver() noexcept;
    void child_ended();
    void descriptors_lost();
    void publish();
    bool log_is_ours() const noexcept;

    Command command_;
    const Observer observer_;
    const pid_t host_;
    pid_t pid_ = -1;
    std::thread::id thread_;

    // The supervising thread's alone.
    std::array<char, 64 * 1024> buffer_;
    LineSplitter splitter_;
    std::vector<std::string> undelivered_;
    std::size_t undelivered_bytes_ = 0;

    struct stat log_identity_ = {};  // never changed after the start

    mutable std::mutex mutex_;
    Descriptor log_;  // changed by the supervising thread alone
    // Of the log's bytes: how many were read, and how many of them on_log has been told.
    std::uint64_t log_read_ = 0;
    std::uint64_t log_told_ = 0;
    std::condition_variable log_moved_;
    std::condition_variable ended_;
    std::optional<ExitStatus> status_;
    ExitWatch watch_;  // collect() and signal() under the lock
    Escalation escalation_;
    LogRing ring_;
};

}  // namespace inference::process
