// SPDX-License-Identifier: EUPL-1.2
#include "llamacpp/server/progress_watch.h"

#include <algorithm>

namespace inference::llamacpp {
namespace {

// A batch of a prefill on a slow CPU takes a minute and more, and only pings come meanwhile.
constexpr int kPatienceWithoutTokens = 10;

}  // namespace

void ProgressWatch::begin(Clock::time_point now, const http::Activity& signs) {
    silent_ = still_ = {};
    last_look_ = now;
    last_ = signs;
}

ProgressWatch::Finding ProgressWatch::look(Clock::time_point now, const http::Activity& signs,
                                           bool begun) {
    // A host that was stopped itself for a while finds one long gap: it counts as one slice, and
    // what the server sent meanwhile is read before the next.
    const auto passed = std::min<std::chrono::nanoseconds>(now - last_look_, slice());
    last_look_ = now;
    silent_ += passed;
    still_ += passed;
    if (signs.arrivals != last_.arrivals || signs.reader_is_slow) silent_ = {};
    if (signs.contents != last_.contents || signs.reader_is_slow) silent_ = still_ = {};
    last_ = signs;
    if (still_ >= timeout_ * kPatienceWithoutTokens) return Finding::hangs;
    if (silent_ < timeout_) return Finding::works;
    return begun ? Finding::hangs : Finding::silent;
}

}  // namespace inference::llamacpp
