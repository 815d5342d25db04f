// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "base/descriptor.h"
#include "base/thread.h"
#include "process/exit_status.h"

#include <inference/error.h>

#include <optional>
#include <sys/types.h>

namespace inference::process {

/// Notices the end of one child of this process, and collects its exit status. Uses a pidfd where
/// the kernel has them; else a thread of its own waits for the process id, which can't be reused
/// before collect(). Not thread-safe, except that signal() may be called from any thread, but not
/// during collect().
class ExitWatch {
public:
    ExitWatch() = default;
    ExitWatch(ExitWatch&&) = delete;

    /// To be called once, right after the child was started. On failure the child still runs.
    Result<void> start(pid_t pid);

    /// Readable once the child has ended.
    int fd() const noexcept { return ended_.get(); }

    /// How the child ended; empty while it runs. Does not collect it, so that its process id is not
    /// reused yet.
    std::optional<ExitStatus> peek() const;

    /// Waits for the child's end and collects it. Afterwards its process id may be another
    /// process's.
    ExitStatus collect();

    /// Returns 0 or an errno.
    int signal(int signal_number) const noexcept;

    /// SIGKILL to the child's whole process group.
    void kill_group() const noexcept;

    /// To be called when the host has closed our descriptors: from then on only the process id is
    /// used.
    void forget_descriptors() noexcept;

private:
    pid_t pid_ = -1;
    base::Descriptor ended_;
    bool has_pidfd_ = false;
    base::Thread waiter_;  // only without a pidfd; the last member: it uses the descriptor
};

}  // namespace inference::process
