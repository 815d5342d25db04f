// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "process/stop_policy.h"

#include <array>
#include <chrono>
#include <cstddef>

namespace inference::process {

/// The steps that stop a child (SIGTERM, SIGTERM, SIGKILL), and when each is due. Callers that stop
/// it at the same time share one escalation: each signal is sent once, at the earliest time that
/// any of them wants.
class Escalation {
public:
    using Clock = std::chrono::steady_clock;
    enum class Step { none, terminate, kill };

    Escalation();

    /// Brings the steps forward to the times that `policy` gives; never puts one off.
    void hasten(Clock::time_point now, const StopPolicy& policy);

    /// The next step if it is due; each is returned once.
    Step take_due(Clock::time_point now);

    /// When the next step is due; time_point::max() after the last.
    Clock::time_point next_at() const;

private:
    static constexpr std::array kSteps{Step::terminate, Step::terminate, Step::kill};

    std::array<Clock::time_point, kSteps.size()> due_at_;
    std::size_t taken_ = 0;
};

}  // namespace inference::process
