// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <memory>
#include <thread>

namespace inference::base {

/// Set when a thread has nothing left to do. Guarded by the list of ending threads.
using EndMark = std::shared_ptr<bool>;

EndMark make_end_mark();
/// The last thing that a thread does.
void mark_ended(const EndMark& end) noexcept;

/// Takes over a thread whose owner was destroyed by it: it can't join itself. It is joined by
/// join_ended_threads() once it is marked as ended. The end of the program waits up to 1 s for the
/// ones that are left. The list is never destroyed, and a forked copy has an empty one.
void leave_to_end(std::thread thread, EndMark end);

void join_ended_threads();

}  // namespace inference::base
