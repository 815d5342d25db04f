// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <chrono>
#include <cstdint>

namespace inference::llamacpp {

/// Tells a server that is busy from one that hangs, for a reader who waits for it. Not thread-safe.
class ProgressWatch {
public:
    using Clock = std::chrono::steady_clock;

    /// `timeout` of 0 = never.
    explicit ProgressWatch(std::chrono::milliseconds timeout) : timeout_(timeout) {}

    bool watches() const noexcept { return timeout_.count() > 0; }
    /// A wait begins. `pulse` is the server's count of tokens and prefill reports, of all requests.
    void begin(Clock::time_point now, std::uint64_t pulse);
    /// When to look again, if nothing comes before.
    Clock::time_point next_look() const { return last_look_ + slice(); }
    /// Looks: `heard` where bytes came, a mere ping included. True where the server hangs.
    bool hangs(Clock::time_point now, bool heard, std::uint64_t pulse);

private:
    std::chrono::nanoseconds slice() const { return timeout_ / 8; }

    const std::chrono::milliseconds timeout_;
    std::chrono::nanoseconds silent_{0};  // no byte
    std::chrono::nanoseconds still_{0};   // no token and no prefill report, pings or not
    Clock::time_point last_look_;
    std::uint64_t pulse_ = 0;
};

}  // namespace inference::llamacpp
