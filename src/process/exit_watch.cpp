// SPDX-License-Identifier: EUPL-1.2
#include "process/exit_watch.h"

#include "base/errno_text.h"
#include "process/pidfd.h"

#include <cerrno>
#include <cstdint>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/wait.h>
#include <unistd.h>

namespace inference::process {
namespace {

#ifndef P_PIDFD
constexpr auto P_PIDFD = static_cast<idtype_t>(3);
#endif

constexpr ExitStatus kUnknown{.signalled = false, .value = 0, .unknown = true};

int wait_once(idtype_t kind, id_t id, siginfo_t& info, int options) {
    info = {};
    int outcome = 0;
    do {
        outcome = ::waitid(kind, id, &info, options);
    } while (outcome != 0 && errno == EINTR);
    return outcome == 0 ? 0 : errno;
}

ExitStatus to_status(const siginfo_t& info) {
    return {.signalled = info.si_code != CLD_EXITED, .value = info.si_status};
}

}  // namespace

Result<void> ExitWatch::start(pid_t pid) {
    pid_ = pid;
    ended_ = open_pidfd(pid);
    if (ended_) {
        has_pidfd_ = true;
        return {};
    }
    ended_ = base::above_standard(base::Descriptor(::eventfd(0, EFD_CLOEXEC)));
    if (!ended_)
        return fail(ErrorCode::io, "process: cannot watch a child: " + base::errno_text(errno));
    auto waiter = base::Thread::start("child-exit", [pid, event = ended_.get()] {
        siginfo_t info;
        // Whether it succeeds or fails, there is no running child any more.
        wait_once(P_PID, static_cast<id_t>(pid), info, WEXITED | WNOWAIT);
        const std::uint64_t one = 1;
        [[maybe_unused]] const ssize_t written = ::write(event, &one, sizeof one);
    });
    if (!waiter) {
        return fail(ErrorCode::io,
                    "process: cannot watch a child: " + base::errno_text(waiter.error()));
    }
    waiter_ = *std::move(waiter);
    return {};
}

std::optional<ExitStatus> ExitWatch::peek() const {
    siginfo_t info;
    constexpr int kOptions = WEXITED | WNOWAIT | WNOHANG;
    int error = EBADF;
    if (has_pidfd_) error = wait_once(P_PIDFD, static_cast<id_t>(ended_.get()), info, kOptions);
    if (error == EBADF || error == EINVAL)
        error = wait_once(P_PID, static_cast<id_t>(pid_), info, kOptions);
    if (error != 0) return kUnknown;
    if (info.si_pid == 0) return std::nullopt;
    return to_status(info);
}

ExitStatus ExitWatch::collect() {
    siginfo_t info;
    int error = EBADF;
    if (has_pidfd_) error = wait_once(P_PIDFD, static_cast<id_t>(ended_.get()), info, WEXITED);
    if (error == EBADF || error == EINVAL)
        error = wait_once(P_PID, static_cast<id_t>(pid_), info, WEXITED);
    return error == 0 ? to_status(info) : kUnknown;
}

int ExitWatch::signal(int signal_number) const noexcept {
    if (has_pidfd_) {
        const int error = send_signal(ended_, signal_number);
        if (error != EBADF && error != ENOSYS) return error;
    }
    return ::kill(pid_, signal_number) == 0 ? 0 : errno;
}

void ExitWatch::kill_group() const noexcept {
    ::kill(-pid_, SIGKILL);
    signal(SIGKILL);
}

void ExitWatch::forget_descriptors() noexcept {
    has_pidfd_ = false;
    ended_.release();
}

}  // namespace inference::process
