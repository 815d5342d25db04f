// SPDX-License-Identifier: EUPL-1.2
#include "backend/crew.h"

#include <gtest/gtest.h>

#include <atomic>
#include <stdexcept>
#include <vector>

namespace inference::backend {
namespace {

TEST(crew, every_number_is_worked_on_once) {
    std::vector<std::atomic<int>> times(1000);
    run_crew(times.size(), 8, [&](std::size_t i) { ++times[i]; });
    for (const auto& count : times)
        EXPECT_EQ(count, 1);
}

TEST(crew, no_more_work_at_the_same_time_than_workers) {
    std::atomic<int> now = 0;
    std::atomic<int> most = 0;
    run_crew(200, 3, [&](std::size_t) {
        const int running = ++now;
        for (int seen = most; running > seen && !most.compare_exchange_weak(seen, running);) {
        }
        --now;
    });
    EXPECT_LE(most, 3);
    EXPECT_GE(most, 1);
}

TEST(crew, without_work_or_workers_nothing_hangs) {
    int calls = 0;
    run_crew(0, 4, [&](std::size_t) { ++calls; });
    EXPECT_EQ(calls, 0);
    run_crew(3, 0, [&](std::size_t) { ++calls; });
    EXPECT_EQ(calls, 3);
}

TEST(crew, what_the_work_throws_comes_to_the_caller_and_ends_the_rest) {
    std::atomic<int> calls = 0;
    const auto work = [&](std::size_t i) {
        ++calls;
        if (i == 5) throw std::runtime_error("five");
    };
    EXPECT_THROW(run_crew(100'000, 4, work), std::runtime_error);
    EXPECT_LT(calls, 100'000);
}

}  // namespace
}  // namespace inference::backend
