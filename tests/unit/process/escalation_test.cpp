// SPDX-License-Identifier: EUPL-1.2
#include "process/escalation.h"

#include <gtest/gtest.h>

namespace inference::process {
namespace {

using std::chrono::milliseconds;
using Step = Escalation::Step;

const Escalation::Clock::time_point kStart{std::chrono::hours(1)};

TEST(escalation, each_step_comes_once_and_at_its_time) {
    Escalation escalation;
    EXPECT_EQ(escalation.take_due(kStart), Step::none);
    escalation.hasten(kStart, {milliseconds(100), milliseconds(200)});
    EXPECT_EQ(escalation.take_due(kStart), Step::terminate);
    EXPECT_EQ(escalation.next_at(), kStart + milliseconds(100));
    EXPECT_EQ(escalation.take_due(kStart + milliseconds(99)), Step::none);
    EXPECT_EQ(escalation.take_due(kStart + milliseconds(100)), Step::terminate);
    EXPECT_EQ(escalation.take_due(kStart + milliseconds(299)), Step::none);
    EXPECT_EQ(escalation.take_due(kStart + milliseconds(300)), Step::kill);
    EXPECT_EQ(escalation.take_due(kStart + std::chrono::hours(1)), Step::none);
    EXPECT_EQ(escalation.next_at(), Escalation::Clock::time_point::max());
}

TEST(escalation, a_second_caller_can_only_make_it_faster) {
    Escalation escalation;
    escalation.hasten(kStart, {milliseconds(100), milliseconds(200)});
    EXPECT_EQ(escalation.take_due(kStart), Step::terminate);
    escalation.hasten(kStart + milliseconds(1), {milliseconds(10), milliseconds(1000)});
    EXPECT_EQ(escalation.next_at(), kStart + milliseconds(11));
    EXPECT_EQ(escalation.take_due(kStart + milliseconds(11)), Step::terminate);
    EXPECT_EQ(escalation.next_at(), kStart + milliseconds(300));
}

TEST(escalation, without_patience_all_steps_are_due_at_once) {
    Escalation escalation;
    escalation.hasten(kStart, {milliseconds(0), milliseconds(-5)});
    EXPECT_EQ(escalation.take_due(kStart), Step::terminate);
    EXPECT_EQ(escalation.take_due(kStart), Step::terminate);
    EXPECT_EQ(escalation.take_due(kStart), Step::kill);
}

TEST(escalation, endless_patience_does_not_overflow) {
    Escalation escalation;
    escalation.hasten(kStart, {milliseconds::max(), milliseconds::max()});
    EXPECT_EQ(escalation.take_due(kStart), Step::terminate);
    EXPECT_EQ(escalation.take_due(kStart + std::chrono::hours(24)), Step::none);
}

}  // namespace
}  // namespace inference::process
