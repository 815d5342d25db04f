// SPDX-License-Identifier: EUPL-1.2
#include "llamacpp/progress_watch.h"

#include <algorithm>
#include <utility>

namespace inference::llamacpp {
namespace {

// A batch of a prefill on a slow CPU takes a minute and more, and only pings come meanwhile.
constexpr int kPatienceWithPings = 10;

}  // namespace

void ProgressWatch::begin(Clock::time_point now, std::uint64_t pulse) {
    silent_ = still_ = {};
    last_look_ = now;
    pulse_ = pulse;
}

bool ProgressWatch::hangs(Clock::time_point now, bool heard, std::uint64_t pulse) {
    // A host that was stopped itself for a while finds one long gap: it counts as one slice, and
    // what the server sent meanwhile is read before the next.
    const auto passed = std::min<std::chrono::nanoseconds>(now - last_look_, slice());
    last_look_ = now;
    silent_ += passed;
    still_ += passed;
    if (heard) silent_ = {};
    if (std::exchange(pulse_, pulse) != pulse) silent_ = still_ = {};
    return silent_ >= timeout_ || still_ >= timeout_ * kPatienceWithPings;
}

}  // namespace inference::llamacpp
