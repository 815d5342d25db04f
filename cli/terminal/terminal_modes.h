// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <optional>
#include <termios.h>

namespace rocinfer_cli {

/// A terminal's modes as they were at the start: a line editor that is cut off would leave it
/// without echo.
class TerminalModes {
public:
    explicit TerminalModes(int fd);
    /// Nothing where `fd` is no terminal, or one that another program has by now.
    void restore() const;

private:
    int fd_;
    std::optional<termios> modes_;
};

}  // namespace rocinfer_cli
