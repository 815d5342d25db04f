// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "process/exit_status.h"

#include <functional>
#include <string_view>

namespace inference::process {

/// Who is told about a child, on its supervising thread. That thread also drains the log: a
/// callback that blocks holds the child up once the pipe is full; what may is given its lines by a
/// LogRelay. What a callback throws is dropped. A callback may call any function of the Child, and
/// may even destroy it.
struct Observer {
    /// Each line of stdout and stderr, without its newline, any other byte included; cut at 16 KiB.
    std::function<void(std::string_view line)> on_log = {};
    /// Once, after the log's last line.
    std::function<void(const ExitStatus&)> on_exit = {};
};

}  // namespace inference::process
