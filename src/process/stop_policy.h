// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <chrono>

namespace inference::process {

/// How a child is asked to leave: SIGTERM, a wait, SIGTERM again, a wait, then SIGKILL to its whole
/// process group. It is over as soon as the child ends; a wait of 0 goes on to the next step at
/// once.
struct StopPolicy {
    std::chrono::milliseconds first_term{500};    ///< the wait after the first SIGTERM
    std::chrono::milliseconds second_term{2000};  ///< the wait after the second
};

}  // namespace inference::process
