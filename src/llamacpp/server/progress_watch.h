// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "http/activity.h"

#include <chrono>

namespace inference::llamacpp {

/// Tells a server that is busy from one that hangs, for a reader who waits for it. Not thread-safe.
class ProgressWatch {
public:
    using Clock = std::chrono::steady_clock;

    /// `timeout` of 0 = never.
    explicit ProgressWatch(std::chrono::milliseconds timeout) : timeout_(timeout) {}

    bool watches() const noexcept { return timeout_.count() > 0; }
    /// A wait begins.
    void begin(Clock::time_point now, const http::Activity& signs);
    /// When to look again, if nothing comes before.
    Clock::time_point next_look() const { return last_look_ + slice(); }

    enum class Finding {
        works,
        silent,  ///< nothing at all for the whole time-out: does it still answer?
        hangs,
    };
    /// `begun`: a part of this request's own answer has come. Until then it may only be waiting for
    /// a slot, and the server sends nothing to those: silence alone proves nothing.
    Finding look(Clock::time_point now, const http::Activity& signs, bool begun);
    /// It still answers: silence counts anew.
    void answered() noexcept { silent_ = {}; }

private:
    std::chrono::nanoseconds slice() const { return timeout_ / 8; }

    const std::chrono::milliseconds timeout_;
    std::chrono::nanoseconds silent_{0};  // no byte for anybody
    std::chrono::nanoseconds still_{0};   // no token and no report for anybody, pings or not
    Clock::time_point last_look_;
    http::Activity last_;
};

}  // namespace inference::llamacpp
