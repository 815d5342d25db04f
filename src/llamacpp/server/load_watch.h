// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <inference/options.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>
#include <sys/types.h>

namespace inference::llamacpp {

/// How many bytes of files a process has read or mapped in so far; 0 where /proc does not tell.
std::uint64_t bytes_brought_in(pid_t pid);

/// Tells a load that goes on, however slowly, from one that is stuck.
class LoadWatch {
public:
    using Clock = std::chrono::steady_clock;

    LoadWatch(pid_t pid, std::uint64_t model_bytes, std::chrono::milliseconds stall_timeout,
              std::function<void(const LoadProgress&)> on_progress);

    /// Looks at the process, reports what moved, and says whether nothing has for too long.
    /// `log_lines` counts the lines logged so far: a line is progress too.
    bool stalled(std::uint64_t log_lines);
    /// Reports the end: everything is read.
    void done();

private:
    const pid_t pid_;
    const std::uint64_t model_bytes_;
    const std::chrono::milliseconds stall_timeout_;
    const std::function<void(const LoadProgress&)> on_progress_;
    std::uint64_t bytes_ = 0;
    std::uint64_t reported_ = 0;
    std::uint64_t lines_ = 0;
    Clock::time_point last_progress_ = Clock::now();
    Clock::time_point next_look_ = Clock::now();
};

}  // namespace inference::llamacpp
