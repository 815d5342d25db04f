// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "model/open_model.h"
#include "signals/interrupts.h"
#include "signals/signal_thread.h"
#include "terminal/console.h"
#include "terminal/fd_stream.h"

namespace rocinfer_cli {

/// The console and the signals of this process, for the whole of its life.
class ProcessConsole {
public:
    ProcessConsole();

    const Console& console() const { return console_; }
    /// False where the process has no descriptors left to be told of signals.
    bool works() const { return interrupts_.wake_fd() >= 0 && signals_.works(); }
    /// With the program's registry and the bundled model's places.
    CommandContext context();

private:
    Interrupts interrupts_;
    SignalThread signals_{interrupts_};
    FdInput in_;
    FdOutput out_;
    FdOutput err_;
    Console console_;
};

}  // namespace rocinfer_cli
