// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <inference/options.h>

#include <chrono>
#include <deque>

namespace inference::llamacpp {

/// Counts restarts and says when the next may be. Not thread-safe.
class RestartBudget {
public:
    using Clock = std::chrono::steady_clock;

    explicit RestartBudget(const RestartPolicy& policy) : policy_(policy) {}

    struct Next {
        Clock::time_point when;  ///< time_point::max() = never
        bool used_up = false;    ///< nobody should wait for it: the window has to move on first
    };
    Next next(Clock::time_point now);
    void record(Clock::time_point now) { restarts_.push_back(now); }

private:
    const RestartPolicy policy_;
    std::deque<Clock::time_point> restarts_;  // within the window, oldest first
};

}  // namespace inference::llamacpp
