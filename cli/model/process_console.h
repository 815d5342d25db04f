// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "model/open_model.h"
#include "terminal/console.h"
#include "terminal/fd_stream.h"
#include "terminal/interrupts.h"
#include "terminal/signal_thread.h"

namespace rocinfer_cli {

/// The console and the signals of this process, for the life of one command.
class ProcessConsole {
public:
    ProcessConsole();

    const Console& console() const { return console_; }
    Interrupts& interrupts() { return interrupts_; }
    /// With the program's registry and the bundled model's places.
    CommandContext surroundings();

private:
    Interrupts interrupts_;
    SignalThread signals_{interrupts_};
    FdInput in_;
    FdOutput err_;
    Console console_;
};

}  // namespace rocinfer_cli
