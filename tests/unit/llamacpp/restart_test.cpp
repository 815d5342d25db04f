// SPDX-License-Identifier: EUPL-1.2
// When a server may be started again, and when it counts as hanging: pure arithmetic on a clock.
#include "llamacpp/progress_watch.h"
#include "llamacpp/restart_budget.h"

#include <gtest/gtest.h>

namespace inference::llamacpp {
namespace {

using std::chrono::milliseconds;
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

class progress_watch : public testing::Test {
protected:
    progress_watch() { watch_.begin(kStart, 0); }

    /// Looks every slice, so long; true as soon as it hangs.
    bool hangs_within(milliseconds time, bool heard = false) {
        for (const auto end = now_ + time; now_ < end;) {
            now_ += milliseconds(100);
            if (watch_.hangs(now_, heard, pulse_)) return true;
        }
        return false;
    }

    ProgressWatch watch_{milliseconds(800)};
    Clock::time_point now_ = kStart;
    std::uint64_t pulse_ = 0;
};

TEST_F(progress_watch, silence_for_the_whole_time_out_is_a_hang) {
    EXPECT_FALSE(hangs_within(milliseconds(700)));
    EXPECT_TRUE(hangs_within(milliseconds(100)));
}

TEST_F(progress_watch, pings_alone_are_borne_ten_times_as_long) {
    EXPECT_FALSE(hangs_within(milliseconds(7900), true));
    EXPECT_TRUE(hangs_within(milliseconds(100), true));
}

TEST_F(progress_watch, progress_of_another_request_counts) {
    EXPECT_FALSE(hangs_within(milliseconds(700)));
    ++pulse_;
    EXPECT_FALSE(hangs_within(milliseconds(800)));
    EXPECT_TRUE(hangs_within(milliseconds(100)));
}

TEST_F(progress_watch, a_host_that_was_stopped_itself_counts_one_slice_only) {
    now_ += minutes(30);
    EXPECT_FALSE(watch_.hangs(now_, false, pulse_));
    EXPECT_FALSE(hangs_within(milliseconds(600)));
    EXPECT_TRUE(hangs_within(milliseconds(100)));
}

TEST_F(progress_watch, each_wait_begins_anew) {
    EXPECT_FALSE(hangs_within(milliseconds(700)));
    watch_.begin(now_, pulse_);
    EXPECT_FALSE(hangs_within(milliseconds(700)));
}

TEST_F(progress_watch, nought_watches_nothing) {
    EXPECT_FALSE(ProgressWatch(milliseconds(0)).watches());
    EXPECT_TRUE(watch_.watches());
}

}  // namespace
}  // namespace inference::llamacpp
