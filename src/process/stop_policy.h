// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <chrono>

namespace inference::process {

/// How a child is stopped: SIGTERM, a wait, SIGTERM again, a wait, then SIGKILL to its whole
/// process group. Each wait ends as soon as the child does; after a wait of 0 the next step follows
/// at once.
struct StopPolicy {
    std::chrono::milliseconds first_term{500};    ///< the wait after the first SIGTERM
    std::chrono::milliseconds second_term{2000};  ///< the wait after the second
};

}  // namespace inference::process
