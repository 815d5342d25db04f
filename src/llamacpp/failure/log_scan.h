// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "llamacpp/failure/failure_rules.h"

#include <string>
#include <string_view>

namespace inference::llamacpp {

/// The rule that explains the end of a log, and the line that proves it.
struct LogFinding {
    const FailureRule* rule = nullptr;  ///< null where no line is known
    FailureKind kind = FailureKind::unknown;
    std::string_view line;  ///< without a rule: the first complaint of the end, or empty
};

/// `after_readiness`: only what follows the last line about readiness counts.
LogFinding scan_log(std::string_view log, bool after_readiness);

/// A line of the log fit for a message: without the server's time stamp and control characters, cut
/// to a length that people read.
std::string clean_line(std::string_view line);

}  // namespace inference::llamacpp
