// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "process/command.h"
#include "process/exit_status.h"

#include <inference/error.h>

#include <chrono>
#include <cstddef>
#include <optional>
#include <stop_token>
#include <string>

namespace inference::process {

/// When a program is killed that has not ended by itself, and how much of its output is kept.
struct RunLimits {
    std::chrono::steady_clock::time_point deadline = std::chrono::steady_clock::time_point::max();
    std::stop_token cancel = {};
    std::size_t output_bytes = 1024 * 1024;
};

struct ProgramResult {
    std::optional<ExitStatus> status;  ///< empty: killed at the deadline or when cancelled
    std::string output;                ///< stdout and stderr, the first RunLimits::output_bytes
    std::string tail;                  ///< the newest lines of it, for an error's detail

    bool succeeded() const noexcept { return status && !status->signalled && status->value == 0; }
};

/// Runs a program to its end and collects what it prints. Errors: those of Child::spawn().
Result<ProgramResult> run_program(Command command, const RunLimits& limits = {});

}  // namespace inference::process
