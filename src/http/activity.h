// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>

namespace inference::http {

/// What tells that a server works, over all requests of a client.
struct Activity {
    std::uint64_t arrivals = 0;   ///< pieces of answers that came, keep-alives included
    std::uint64_t contents = 0;   ///< of these, the pieces that are no keep-alive
    bool reader_is_slow = false;  ///< an answer waits for its reader, so no more of it is read
};

/// Counts it. Thread-safe.
class ActivityCounter {
public:
    explicit ActivityCounter(std::size_t keep_alive_bytes) : keep_alive_bytes_(keep_alive_bytes) {}

    Activity now() const noexcept {
        return {arrivals_.load(std::memory_order_relaxed),
                contents_.load(std::memory_order_relaxed),
                slow_readers_.load(std::memory_order_relaxed) > 0};
    }
    void count_piece(std::size_t bytes) noexcept {
        arrivals_.fetch_add(1, std::memory_order_relaxed);
        if (bytes > keep_alive_bytes_) contents_.fetch_add(1, std::memory_order_relaxed);
    }
    /// One more reader is too slow, or (-1) one fewer.
    void count_slow_reader(int change) noexcept {
        slow_readers_.fetch_add(change, std::memory_order_relaxed);
    }

private:
    const std::size_t keep_alive_bytes_;
    std::atomic<std::uint64_t> arrivals_ = 0;
    std::atomic<std::uint64_t> contents_ = 0;
    std::atomic<int> slow_readers_ = 0;
};

}  // namespace inference::http
