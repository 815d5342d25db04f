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
    using Finding = ProgressWatch::Finding;

    progress_watch() { watch_.begin(kStart, signs_); }

    /// Looks every slice, so long; ends with what is found first.
    Finding look_for(milliseconds time, bool pings = false) {
        for (const auto end = now_ + time; now_ < end;) {
            now_ += milliseconds(100);
            if (pings) ++signs_.arrivals;
            const Finding found = watch_.look(now_, signs_, begun_);
            if (found != Finding::works) return found;
        }
        return Finding::works;
    }

    ProgressWatch watch_{milliseconds(800)};
    Clock::time_point now_ = kStart;
    SignsOfWork signs_;
    bool begun_ = true;
};

TEST_F(progress_watch, silence_for_the_whole_time_out_is_a_hang) {
    EXPECT_EQ(look_for(milliseconds(700)), Finding::works);
    EXPECT_EQ(look_for(milliseconds(100)), Finding::hangs);
}

TEST_F(progress_watch, pings_alone_are_borne_ten_times_as_long) {
    EXPECT_EQ(look_for(milliseconds(7900), true), Finding::works);
    EXPECT_EQ(look_for(milliseconds(100), true), Finding::hangs);
}

TEST_F(progress_watch, progress_of_another_request_counts) {
    EXPECT_EQ(look_for(milliseconds(700)), Finding::works);
    ++signs_.contents;
    EXPECT_EQ(look_for(milliseconds(800)), Finding::works);
    EXPECT_EQ(look_for(milliseconds(100)), Finding::hangs);
}

// The server sends nothing at all to a request that waits for a slot.
TEST_F(progress_watch, a_request_without_any_answer_yet_asks_before_it_judges) {
    begun_ = false;
    EXPECT_EQ(look_for(milliseconds(800)), Finding::silent);
    watch_.answered();
    EXPECT_EQ(look_for(milliseconds(700)), Finding::works);
    EXPECT_EQ(look_for(milliseconds(100)), Finding::silent);
    watch_.answered();
    for (int i = 0; i < 8; ++i) {
        if (look_for(milliseconds(800)) == Finding::hangs) return;
        watch_.answered();
    }
    FAIL() << "even an answering server is not waited for without end";
}

TEST_F(progress_watch, nothing_is_held_against_a_server_whose_reader_is_slow) {
    signs_.reader_is_slow = true;
    EXPECT_EQ(look_for(milliseconds(20'000)), Finding::works);
    signs_.reader_is_slow = false;
    EXPECT_EQ(look_for(milliseconds(800)), Finding::hangs);
}

TEST_F(progress_watch, a_host_that_was_stopped_itself_counts_one_slice_only) {
    now_ += minutes(30);
    EXPECT_EQ(watch_.look(now_, signs_, true), Finding::works);
    EXPECT_EQ(look_for(milliseconds(600)), Finding::works);
    EXPECT_EQ(look_for(milliseconds(100)), Finding::hangs);
}

TEST_F(progress_watch, each_wait_begins_anew) {
    EXPECT_EQ(look_for(milliseconds(700)), Finding::works);
    watch_.begin(now_, signs_);
    EXPECT_EQ(look_for(milliseconds(700)), Finding::works);
}

TEST_F(progress_watch, nought_watches_nothing) {
    EXPECT_FALSE(ProgressWatch(milliseconds(0)).watches());
    EXPECT_TRUE(watch_.watches());
}

}  // namespace
}  // namespace inference::llamacpp
