// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "llamacpp/stream/completion_event.h"

#include <inference/results.h>

#include <chrono>
#include <cstdint>
#include <optional>

namespace inference::llamacpp {

/// Gathers one call's metrics: the server's own timings where one server saw the whole call, the
/// caller's clock where it was cut. Not thread-safe.
class CallTimer {
public:
    void token_yielded();
    void prompt_tokens(std::int64_t count) { metrics_.prompt_tokens = count; }
    void cached_tokens(std::int64_t count) { metrics_.cached_tokens = count; }
    /// The server was lost and the call goes on at another.
    void resumed() { ++metrics_.resumptions; }

    /// The figures of the whole call; `to_come` tokens will still be yielded.
    GenerateMetrics end(const std::optional<Timings>& timings, std::int64_t to_come = 0);
    void add_memory(const GenerateMetrics& measured);
    GenerateMetrics metrics() const;

private:
    using Clock = std::chrono::steady_clock;

    void close_books(const std::optional<Timings>& timings);

    const Clock::time_point begun_ = Clock::now();
    GenerateMetrics metrics_;
    bool ended_ = false;
};

}  // namespace inference::llamacpp
