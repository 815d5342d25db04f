// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string>

namespace inference::process {

/// How a child ended.
struct ExitStatus {
    bool signalled = false;
    int value = 0;  ///< the exit code, or the signal's number

    /// The child has ended, but other code of the host collected its exit status (the host ignores
    /// SIGCHLD, or waits for any child). `value` means nothing then.
    bool unknown = false;

    /// A predicate for a sentence: "exited with status 1", "was ended by signal 9 (killed)".
    std::string describe() const;

    friend bool operator==(const ExitStatus&, const ExitStatus&) = default;
};

}  // namespace inference::process
