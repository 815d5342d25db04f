// SPDX-License-Identifier: EUPL-1.2
// When a server may be started again, and when it counts as hanging: pure arithmetic on a clock.
#include "llamacpp/server/restart_budget.h"

#include "llamacpp/server/progress_watch.h"

#include <gtest/gtest.h>

namespace inference::llamacpp {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;
using Clock = std::chrono::steady_clock;

const Clock::time_point kStart{std::chrono::hours{1}};

TEST(restart_budget, the_first_restart_is_at_once_and_then_the_delay_doubles) {
    RestartBudget budget({5, minutes(10), seconds(1)});
    Clock::time_point now = kStart;
    for (const int delay : {0, 1, 2, 4, 8}) {
        const auto next = budget.next(now);
        EXPECT_FALSE(next.used_up);
        EXPECT_EQ(next.when - now, seconds(delay));
        now = next.when;
        budget.record(now);
    }
    const auto next = budget.next(now);
    EXPECT_TRUE(next.used_up);
    EXPECT_EQ(next.when, kStart + minutes(10));
}

TEST(restart_budget, no_delay_is_longer_than_a_minute_or_the_first) {
    RestartBudget many({1000, minutes(600), seconds(1)});
    for (int i = 0; i < 40; ++i)
        many.record(kStart);
    EXPECT_EQ(many.next(kStart).when - kStart, minutes(1));
    RestartBudget slow({1000, minutes(600), minutes(5)});
    slow.record(kStart);
    slow.record(kStart);
    EXPECT_EQ(slow.next(kStart).when - kStart, minutes(5));
}

TEST(restart_budget, what_left_the_window_no_longer_counts) {
    RestartBudget budget({2, seconds(10), seconds(1)});
    budget.record(kStart);
    budget.record(kStart + seconds(5));
    EXPECT_TRUE(budget.next(kStart + seconds(9)).used_up);
    const auto next = budget.next(kStart + seconds(10));
    EXPECT_FALSE(next.used_up);
    EXPECT_EQ(next.when - kStart, seconds(11));
    EXPECT_EQ(budget.next(kStart + seconds(15)).when, kStart + seconds(15));
}

TEST(restart_budget, none_means_never) {
    RestartBudget budget({0, seconds(10), seconds(1)});
    EXPECT_TRUE(budget.next(kStart).used_up);
    EXPECT_EQ(budget.next(kStart).when, Clock::time_point::max());
}

}  // namespace
}  // namespace inference::llamacpp
