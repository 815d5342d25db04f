// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "process/descriptor.h"
#include "process/exit_status.h"

#include <optional>
#include <sys/types.h>
#include <thread>

namespace inference::process {

/// Watches one child of this process for its end, and collects it. With a pidfd where there are
/// any; else a thread of its own waits for the number, which can't come to mean another process
/// before collect() was called. Not thread-safe, but for signal(), which the owner must not let run
/// beside collect().
class ExitWatch {
public:
    ExitWatch() = default;
    ExitWatch(ExitWatch&&) = delete;
    ~ExitWatch();

    /// Once, right after the child was started. On failure the child still runs.
    Result<void> start(pid_t pid);

    /// Readable once the child has ended.
    int fd() const noexcept { return ended_.get(); }

    /// How the child ended, left to be collected so that its number stays its own; empty while it
    /// runs.
    std::optional<ExitStatus> peek() const;

    /// Waits for the child's end if need be; afterwards its number may mean another process.
    ExitStatus collect();

    /// 0 or an errno.
    int signal(int signal_number) const noexcept;

    /// To the child's whole process group.
    void kill_group() const noexcept;

    /// The host closed our descriptors: from here on only the number counts.
    void forget_descriptors() noexcept;

private:
    pid_t pid_ = -1;
    Descriptor ended_;
    bool has_pidfd_ = false;
    std::thread waiter_;
};

}  // namespace inference::process
