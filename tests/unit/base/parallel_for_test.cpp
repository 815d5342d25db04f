// SPDX-License-Identifier: EUPL-1.2
#include "base/parallel_for.h"

#include <gtest/gtest.h>

#include <atomic>
#include <new>
#include <stdexcept>
#include <vector>

namespace inference::base {
namespace {

TEST(parallel_for, every_number_is_worked_on_once) {
    std::vector<std::atomic<int>> times(1000);
    parallel_for(times.size(), 8, [&](std::size_t i) { ++times[i]; });
    for (const auto& count : times)
        EXPECT_EQ(count, 1);
}

TEST(parallel_for, no_more_work_at_the_same_time_than_workers) {
    std::atomic<int> now = 0;
    std::atomic<int> most = 0;
    parallel_for(200, 3, [&](std::size_t) {
        const int running = ++now;
        for (int seen = most; running > seen && !most.compare_exchange_weak(seen, running);) {
        }
        --now;
    });
    EXPECT_LE(most, 3);
    EXPECT_GE(most, 1);
}

TEST(parallel_for, without_work_or_workers_nothing_hangs) {
    int calls = 0;
    parallel_for(0, 4, [&](std::size_t) { ++calls; });
    EXPECT_EQ(calls, 0);
    parallel_for(3, 0, [&](std::size_t) { ++calls; });
    EXPECT_EQ(calls, 3);
}

TEST(parallel_for, what_the_work_throws_comes_to_the_caller_and_ends_the_rest) {
    std::atomic<int> calls = 0;
    const auto work = [&](std::size_t i) {
        ++calls;
        if (i == 5) throw std::runtime_error("five");
    };
    EXPECT_THROW(parallel_for(100'000, 4, work), std::runtime_error);
    EXPECT_LT(calls, 100'000);
}

TEST(parallel_for, many_indices_are_worked_on_once_each_and_exceptions_come_back) {
    std::vector<std::atomic<int>> counts(1000);
    parallel_for(counts.size(), 8, [&](std::size_t i) { ++counts[i]; });
    for (const auto& count : counts)
        EXPECT_EQ(count, 1);
    EXPECT_THROW(parallel_for(100, 8, [](std::size_t) { throw std::bad_alloc(); }), std::bad_alloc);
}

}  // namespace
}  // namespace inference::base
