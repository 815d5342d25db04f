// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <inference/options.h>

#include <chrono>
#include <stop_token>
#include <utility>

namespace inference::process {

/// How long somebody is ready to wait, and who may call it off. A default-constructed one waits
/// for ever.
struct WaitLimit {
    using Clock = std::chrono::steady_clock;

    std::stop_token cancel;
    Clock::time_point deadline = Clock::time_point::max();

    WaitLimit() = default;
    explicit WaitLimit(std::stop_token stop, Clock::time_point until = Clock::time_point::max())
        : cancel(std::move(stop)), deadline(until) {}
    explicit WaitLimit(const GenerateOptions& options)
        : cancel(options.cancel), deadline(options.deadline.value_or(Clock::time_point::max())) {}

    bool has_deadline() const noexcept { return deadline != Clock::time_point::max(); }
};

}  // namespace inference::process
