// SPDX-License-Identifier: EUPL-1.2
#include "terminal/terminal_modes.h"

#include <unistd.h>

namespace rocinfer_cli {

TerminalModes::TerminalModes(int fd) : fd_(fd) {
    termios modes{};
    if (::tcgetattr(fd, &modes) == 0) modes_ = modes;
}

void TerminalModes::restore() const {
    if (!modes_) return;
    // In the background it would stop us, and spoil what the program in the foreground has set.
    const pid_t foreground = ::tcgetpgrp(fd_);
    if (foreground >= 0 && foreground != ::getpgrp()) return;
    ::tcsetattr(fd_, TCSANOW, &*modes_);
}

}  // namespace rocinfer_cli
