// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "process/exit_status.h"

#include <inference/error.h>

#include <optional>
#include <string>
#include <string_view>

namespace inference::llamacpp {

/// What a rule found in a server's last words.
struct Diagnosis {
    ErrorCode code = ErrorCode::start_failed;
    std::string cause;   ///< what happened
    std::string advice;  ///< what to do
};

/// Reads a server's log for a known failure; the most specific one counts.
std::optional<Diagnosis> diagnose(std::string_view log);

/// The error of a server that ended while it started. `detail` is the log's tail.
Error explain_failed_start(const std::string& model_path, const process::ExitStatus& status,
                           const std::string& log);
/// The error of a server that ended while it was in use. `detail` is the log's tail.
Error explain_death(const process::ExitStatus& status, const std::string& log);

}  // namespace inference::llamacpp
