// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "signals/interrupts.h"
#include "terminal/terminal_modes.h"

#include <thread>

namespace rocinfer_cli {

/// Takes SIGINT, SIGTERM and SIGHUP for the whole process, from construction on. While there is
/// nothing to tidy up the first one ends the process; later it goes to `interrupts`, and the
/// process is ended where it has not come to its end 0.95 s later, or at a second signal: with the
/// terminal as it was. Make it before any other thread: they inherit the mask that keeps these
/// signals away from them. Ignores SIGPIPE.
class SignalThread {
public:
    explicit SignalThread(Interrupts& interrupts);
    ~SignalThread();
    SignalThread(const SignalThread&) = delete;
    SignalThread& operator=(const SignalThread&) = delete;
    /// False where there was no descriptor left for it: signals then keep their usual effect.
    bool works() const { return thread_.joinable(); }

private:
    TerminalModes terminal_;
    int signal_fd_;
    int stop_fd_;
    std::thread thread_;
};

}  // namespace rocinfer_cli
