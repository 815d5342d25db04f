// SPDX-License-Identifier: EUPL-1.2
// When a server may be started again, and when it counts as hanging: pure arithmetic on a clock.
#include "llamacpp/server/progress_watch.h"

#include "llamacpp/server/restart_budget.h"

#include <gtest/gtest.h>

namespace inference::llamacpp {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;
using Clock = std::chrono::steady_clock;

const Clock::time_point kStart{std::chrono::hours{1}};

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
    http::Activity signs_;
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
