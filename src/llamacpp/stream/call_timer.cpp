// SPDX-License-Identifier: EUPL-1.2
#include "llamacpp/stream/call_timer.h"

#include <utility>

namespace inference::llamacpp {
namespace {

using std::chrono::nanoseconds;

nanoseconds from_ms(double ms) {
    return nanoseconds(static_cast<std::int64_t>(ms * 1e6));
}

double rate(std::int64_t tokens, nanoseconds time) {
    return time.count() > 0 ? static_cast<double>(tokens) * 1e9 / static_cast<double>(time.count())
                            : 0.0;
}

// The first token is the prefill's: the clock of decoding begins with it.
double decode_rate(std::int64_t tokens, nanoseconds time) {
    return tokens > 1 ? rate(tokens - 1, time) : 0.0;
}

}  // namespace

void CallTimer::token_yielded() {
    if (metrics_.generated_tokens++ == 0) metrics_.time_to_first_token = Clock::now() - begun_;
}

GenerateMetrics CallTimer::end(const std::optional<Timings>& timings, std::int64_t to_come) {
    if (!std::exchange(ended_, true)) {
        // The last server of several timed only its part, and took what was yielded for a prompt.
        close_books(metrics_.resumptions == 0 ? timings : std::nullopt);
    }
    GenerateMetrics whole = metrics_;
    whole.generated_tokens += to_come;
    return whole;
}

void CallTimer::add_memory(const GenerateMetrics& measured) {
    metrics_.active_memory_bytes = measured.active_memory_bytes;
    metrics_.peak_memory_bytes = measured.peak_memory_bytes;
}

GenerateMetrics CallTimer::metrics() const {
    GenerateMetrics now = metrics_;
    if (!ended_) now.total = Clock::now() - begun_;
    return now;
}

void CallTimer::close_books(const std::optional<Timings>& timings) {
    metrics_.total = Clock::now() - begun_;
    if (timings) {
        metrics_.cached_tokens = timings->cached_tokens;
        metrics_.prompt_tokens = timings->cached_tokens + timings->prefilled_tokens;
        metrics_.prefill = from_ms(timings->prefill_ms);
        metrics_.decode = from_ms(timings->decode_ms);
        metrics_.prefill_tokens_per_second = rate(timings->prefilled_tokens, metrics_.prefill);
        metrics_.decode_tokens_per_second = decode_rate(timings->decoded_tokens, metrics_.decode);
        return;
    }
    if (metrics_.generated_tokens == 0) return;
    metrics_.prefill = metrics_.time_to_first_token;
    metrics_.decode = metrics_.total - metrics_.time_to_first_token;
    metrics_.prefill_tokens_per_second =
        rate(metrics_.prompt_tokens - metrics_.cached_tokens, metrics_.prefill);
    metrics_.decode_tokens_per_second = decode_rate(metrics_.generated_tokens, metrics_.decode);
}

}  // namespace inference::llamacpp
