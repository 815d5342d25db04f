// SPDX-License-Identifier: EUPL-1.2
#include "process/escalation.h"

#include <algorithm>

namespace inference::process {
namespace {

using std::chrono::milliseconds;

// milliseconds::max() added to a time point would overflow into the past.
milliseconds bounded(milliseconds wait) {
    return std::clamp(wait, milliseconds(0), milliseconds(std::chrono::hours(24 * 365)));
}

}  // namespace

Escalation::Escalation() {
    due_at_.fill(Clock::time_point::max());
}

void Escalation::hasten(Clock::time_point now, const StopPolicy& policy) {
    const Clock::time_point second = now + bounded(policy.first_term);
    const Clock::time_point last = second + bounded(policy.second_term);
    due_at_ = {std::min(due_at_[0], now), std::min(due_at_[1], second), std::min(due_at_[2], last)};
}

Escalation::Step Escalation::take_due(Clock::time_point now) {
    if (now < next_at() || taken_ == kSteps.size()) return Step::none;
    return kSteps[taken_++];
}

Escalation::Clock::time_point Escalation::next_at() const {
    return taken_ == kSteps.size() ? Clock::time_point::max() : due_at_[taken_];
}

}  // namespace inference::process
