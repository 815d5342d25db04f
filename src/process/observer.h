// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "process/exit_status.h"

#include <functional>
#include <string_view>

namespace inference::process {

/// The callbacks of a child, called on its supervising thread. That thread also reads the log:
/// while a callback blocks, the child blocks too once the pipe is full. A callback that may block
/// must get its lines through a LogRelay. Exceptions from a callback are dropped. A callback may
/// call any function of the Child, and may even destroy it.
struct Observer {
    /// Called with each line of stdout and stderr, without its newline, cut at 16 KiB. Any other
    /// byte may occur.
    std::function<void(std::string_view line)> on_log = {};
    /// Called once, after the log's last line.
    std::function<void(const ExitStatus&)> on_exit = {};
};

}  // namespace inference::process
