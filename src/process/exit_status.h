// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string>

namespace inference::process {

/// How a child ended.
struct ExitStatus {
    bool signalled = false;
    int value = 0;  ///< the exit code, or the signal's number

    /// Somebody else in the host collected the child (it ignores SIGCHLD, or waits for any child):
    /// that it ended is certain, how is not, and `value` means nothing.
    bool unknown = false;

    /// To follow a subject: "exited with status 1", "was ended by signal 9 (killed)".
    std::string describe() const;

    friend bool operator==(const ExitStatus&, const ExitStatus&) = default;
};

}  // namespace inference::process
