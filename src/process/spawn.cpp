// SPDX-License-Identifier: EUPL-1.2
#include "process/spawn.h"

#include "base/errno_text.h"
#include "process/pipe.h"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace inference::process {
namespace {

struct Failure {
    int error = 0;
    bool at_exec = false;
};

struct Plan {
    const char* executable;
    char* const* arguments;
    char* const* environment;
    int null;
    int log;
    int failures;
    int highest_descriptor;
    pid_t parent;
    volatile bool shares_memory = false;
};

// From here to exec only async-signal-safe calls are allowed: another thread of the host may hold
// any lock.

[[noreturn]] void give_up(const Plan& plan, bool at_exec) {
    const Failure failure{errno, at_exec};
    [[maybe_unused]] const ssize_t written = ::write(plan.failures, &failure, sizeof failure);
    ::_exit(127);
}

// Ignored and blocked signals stay so after exec.
void reset_signals() {
    struct sigaction standard = {};
    standard.sa_handler = SIG_DFL;
    for (int number = 1; number < NSIG; ++number)
        ::sigaction(number, &standard, nullptr);
    sigset_t none;
    sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
}

void close_on_exec_from(int first, const Plan& plan) {
#ifdef SYS_close_range
    constexpr unsigned kCloseOnExec = 4;
    if (::syscall(SYS_close_range, first, ~0U, kCloseOnExec) == 0) return;
#endif
    for (int fd = first; fd <= plan.highest_descriptor; ++fd)
        ::fcntl(fd, F_SETFD, FD_CLOEXEC);
}

[[noreturn, gnu::noinline]] void become(Plan& plan) {
    plan.shares_memory = true;
    if (::setpgid(0, 0) != 0) give_up(plan, false);
    if (::prctl(PR_SET_PDEATHSIG, SIGKILL) != 0) give_up(plan, false);
    // If the parent ended before the prctl above, the kernel sends no signal.
    if (::getppid() != plan.parent) ::_exit(127);
    if (::dup2(plan.null, STDIN_FILENO) < 0) give_up(plan, false);
    if (::dup2(plan.log, STDOUT_FILENO) < 0) give_up(plan, false);
    if (::dup2(plan.log, STDERR_FILENO) < 0) give_up(plan, false);
    close_on_exec_from(STDERR_FILENO + 1, plan);
    reset_signals();
    ::execve(plan.executable, plan.arguments, plan.environment);
    give_up(plan, true);
}

// Not fork(): copying the page tables of a large host takes long. And with fork() we would learn of
// a successful exec only by the end of the pipe, which a fork elsewhere in the host can hold open.
[[gnu::noinline]] pid_t start(Plan& plan) {
    const pid_t pid = ::vfork();  // NOLINT(*vfork,bugprone-unsafe-functions)
    if (pid == 0) become(plan);   // NOLINT(clang-analyzer-unix.Vfork)
    return pid;
}

int highest_descriptor() {
    rlimit limit{};
    constexpr rlim_t kMost = 1U << 20U;
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return kMost;
    return static_cast<int>(std::min(limit.rlim_max, kMost));
}

std::unexpected<Error> explain(const std::string& executable, const Failure& failure) {
    const std::string subject = "process: cannot run '" + executable + "': ";
    struct stat file = {};
    const bool is_there = ::stat(executable.c_str(), &file) == 0;
    if (failure.at_exec && failure.error == ENOENT && is_there) {
        return fail(ErrorCode::unavailable,
                    subject + "it is there, but the loader or interpreter that it names is not");
    }
    if (failure.at_exec && is_there && S_ISDIR(file.st_mode))
        return fail(ErrorCode::unavailable, subject + "it is a directory");
    switch (failure.error) {
        case ENOENT:
        case ENOTDIR:
            return fail(ErrorCode::not_found, subject + base::errno_text(failure.error));
        case EACCES:
        case EPERM:
        case ENOEXEC:
        case ETXTBSY:
        case ELIBBAD:
            return fail(ErrorCode::unavailable, subject + base::errno_text(failure.error));
        case E2BIG:
            return fail(ErrorCode::invalid_argument, subject + base::errno_text(failure.error));
        default:
            return fail(ErrorCode::io, subject + base::errno_text(failure.error));
    }
}

}  // namespace

Result<pid_t> spawn(Command& command, const base::Descriptor& log) {
    auto null = open_null();
    if (!null) return std::unexpected(null.error());
    auto failures = open_pipe();
    if (!failures) return std::unexpected(failures.error());

    std::vector<std::string> words{command.executable};
    words.insert(words.end(), command.arguments.begin(), command.arguments.end());
    const std::vector<char*> arguments = as_exec_array(words);
    const std::vector<char*> environment = as_exec_array(command.environment);
    Plan plan{.executable = command.executable.c_str(),
              .arguments = arguments.data(),
              .environment = environment.data(),
              .null = null->get(),
              .log = log.get(),
              .failures = failures->write_end.get(),
              .highest_descriptor = highest_descriptor(),
              .parent = ::getpid()};

    const pid_t pid = start(plan);
    if (pid < 0) return explain(command.executable, Failure{errno, false});
    failures->write_end.reset();

    // A true vfork returns after exec or exit, so the pipe already holds the failure or nothing.
    // Sanitizers and valgrind turn vfork into fork: then we wait for the end of the pipe.
    if (plan.shares_memory) ::fcntl(failures->read_end.get(), F_SETFL, O_NONBLOCK);
    Failure failure;
    ssize_t got = 0;
    do {
        got = ::read(failures->read_end.get(), &failure, sizeof failure);
    } while (got < 0 && errno == EINTR);
    if (got != sizeof failure) return pid;

    siginfo_t info;
    while (::waitid(P_PID, static_cast<id_t>(pid), &info, WEXITED) != 0 && errno == EINTR) {
    }
    return explain(command.executable, failure);
}

}  // namespace inference::process
