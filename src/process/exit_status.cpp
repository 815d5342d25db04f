// SPDX-License-Identifier: EUPL-1.2
#include "process/exit_status.h"

#include "base/errno_text.h"

namespace inference::process {

std::string ExitStatus::describe() const {
    if (unknown) return "ended, and the host program took its exit status";
    if (!signalled) return "exited with status " + std::to_string(value);
    const std::string words = base::signal_text(value);
    const std::string number = "was ended by signal " + std::to_string(value);
    return words.empty() ? number : number + " (" + words + ")";
}

}  // namespace inference::process
