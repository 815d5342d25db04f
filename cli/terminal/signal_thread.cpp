// SPDX-License-Identifier: EUPL-1.2
#include "terminal/signal_thread.h"

#include <array>
#include <csignal>
#include <functional>
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

void hand_over(int signal_fd, int stop_fd, Interrupts& interrupts, const TerminalModes& terminal) {
    for (;;) {
        std::array<pollfd, 2> ready{pollfd{signal_fd, POLLIN, 0}, pollfd{stop_fd, POLLIN, 0}};
        if (::poll(ready.data(), ready.size(), -1) < 0) continue;
        if (ready[1].revents != 0) return;
        signalfd_siginfo info{};
        if (::read(signal_fd, &info, sizeof info) != sizeof info) continue;
        const int signal = static_cast<int>(info.ssi_signo);
        if (interrupts.trigger(signal)) continue;
        terminal.restore();
        ::_exit(128 + signal);
    }
}

}  // namespace

SignalThread::SignalThread(Interrupts& interrupts) : terminal_(STDIN_FILENO) {
    const sigset_t set = ending_signals();
    ::pthread_sigmask(SIG_BLOCK, &set, nullptr);
    std::signal(SIGPIPE, SIG_IGN);
    signal_fd_ = ::signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
    stop_fd_ = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    thread_ =
        std::thread(hand_over, signal_fd_, stop_fd_, std::ref(interrupts), std::cref(terminal_));
}

SignalThread::~SignalThread() {
    ::eventfd_write(stop_fd_, 1);
    thread_.join();
    ::close(stop_fd_);
    ::close(signal_fd_);
}

}  // namespace rocinfer_cli
