// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "terminal/interrupts.h"
#include "terminal/terminal_modes.h"

#include <thread>

namespace rocinfer_cli {

/// Takes SIGINT, SIGTERM and SIGHUP for the whole process, from construction on, and hands them to
/// `interrupts`; the second one ends the process at once, with the terminal as it was. Make it
/// before any other thread: they inherit the mask that keeps these signals away from them. Ignores
/// SIGPIPE.
class SignalThread {
public:
    explicit SignalThread(Interrupts& interrupts);
    ~SignalThread();
    SignalThread(const SignalThread&) = delete;
    SignalThread& operator=(const SignalThread&) = delete;

private:
    TerminalModes terminal_;
    int signal_fd_;
    int stop_fd_;
    std::thread thread_;
};

}  // namespace rocinfer_cli
