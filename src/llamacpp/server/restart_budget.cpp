// SPDX-License-Identifier: EUPL-1.2
#include "llamacpp/server/restart_budget.h"

#include <algorithm>

namespace inference::llamacpp {
namespace {

using std::chrono::milliseconds;

milliseconds delay_after(std::size_t restarts, milliseconds first) {
    const milliseconds longest = std::max<milliseconds>(std::chrono::minutes{1}, first);
    milliseconds delay = restarts == 0 ? milliseconds{0} : first;
    for (std::size_t i = 1; i < restarts && delay < longest && delay.count() > 0; ++i)
        delay *= 2;
    return std::min(delay, longest);
}

}  // namespace

RestartBudget::Next RestartBudget::next(Clock::time_point now) {
    if (policy_.most == 0) return {Clock::time_point::max(), true};
    while (!restarts_.empty() && restarts_.front() + policy_.window <= now)
        restarts_.pop_front();
    if (restarts_.size() >= static_cast<std::size_t>(policy_.most)) {
        return {restarts_.front() + policy_.window, true};
    }
    return {now + delay_after(restarts_.size(), policy_.first_delay), false};
}

}  // namespace inference::llamacpp
