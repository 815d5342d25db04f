// SPDX-License-Identifier: EUPL-1.2
#include "signals/signal_thread.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <unistd.h>

namespace rocinfer_cli {
namespace {

sigset_t ending_signals() {
    sigset_t set;
    sigemptyset(&set);
    for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
        // Who started us with a signal ignored (nohup) wants it ignored.
        struct sigaction now{};
        if (::sigaction(signal, nullptr, &now) == 0 && now.sa_handler == SIG_IGN) continue;
        sigaddset(&set, signal);
    }
    return set;
}

using Clock = std::chrono::steady_clock;

// What an orderly end may take: llama-server is killed 0.8 s after it was asked to leave.
constexpr auto kToTidy = std::chrono::milliseconds(950);

class Handler {
public:
    Handler(int signal_fd, int stop_fd, Interrupts& interrupts, const TerminalModes& terminal)
        : signal_fd_(signal_fd), stop_fd_(stop_fd), interrupts_(interrupts), terminal_(terminal) {}

    void run() {
        for (;;) {
            std::array<pollfd, 2> ready{pollfd{signal_fd_, POLLIN, 0}, pollfd{stop_fd_, POLLIN, 0}};
            const int events = ::poll(ready.data(), ready.size(), milliseconds_left());
            if (events < 0) continue;
            if (ready[1].revents != 0) return;
            if (events == 0) {
                late();
                continue;
            }
            signalfd_siginfo info{};
            if (::read(signal_fd_, &info, sizeof info) == sizeof info)
                take(static_cast<int>(info.ssi_signo));
        }
    }

private:
    int milliseconds_left() const {
        if (!deadline_) return -1;
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(*deadline_ - Clock::now());
        return static_cast<int>(std::max<std::int64_t>(left.count(), 0));
    }

    void take(int signal) {
        const bool first = !interrupts_.interrupted();
        if (!interrupts_.has_to_tidy() || !interrupts_.accept(signal)) end(signal);
        if (!first) return;
        deadline_ = Clock::now() + kToTidy;
        // Apart, for the deadline must be kept whatever a callback does.
        stopping_ = std::jthread([this] { interrupts_.stop(); });
    }

    // A conversation goes on after a Ctrl-C, and has forgotten it by now.
    void late() {
        deadline_.reset();
        if (interrupts_.interrupted()) end(interrupts_.signal());
    }

    [[noreturn]] void end(int signal) {
        terminal_.restore();
        ::_exit(128 + signal);
    }

    int signal_fd_;
    int stop_fd_;
    Interrupts& interrupts_;
    const TerminalModes& terminal_;
    std::optional<Clock::time_point> deadline_;
    std::jthread stopping_;
};

}  // namespace

SignalThread::SignalThread(Interrupts& interrupts) : terminal_(STDIN_FILENO) {
    std::signal(SIGPIPE, SIG_IGN);
    const sigset_t set = ending_signals();
    signal_fd_ = ::signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
    stop_fd_ = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (signal_fd_ < 0 || stop_fd_ < 0) return;
    ::pthread_sigmask(SIG_BLOCK, &set, nullptr);
    thread_ = std::thread(
        [this, &interrupts] { Handler(signal_fd_, stop_fd_, interrupts, terminal_).run(); });
}

SignalThread::~SignalThread() {
    if (thread_.joinable()) {
        ::eventfd_write(stop_fd_, 1);
        thread_.join();
    }
    for (const int fd : {stop_fd_, signal_fd_})
        if (fd >= 0) ::close(fd);
}

}  // namespace rocinfer_cli
