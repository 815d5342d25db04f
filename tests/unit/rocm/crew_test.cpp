// SPDX-License-Identifier: EUPL-1.2
#include "rocm/crew.h"

#include <gtest/gtest.h>

#include <atomic>
#include <vector>

namespace inference::rocm {
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

}  // namespace
}  // namespace inference::rocm
