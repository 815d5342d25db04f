// SPDX-License-Identifier: EUPL-1.2
#include "signals/interrupts.h"

#include <gtest/gtest.h>

#include <csignal>

namespace rocinfer_cli {
namespace {

TEST(interrupts, only_the_first_interrupt_is_a_request_to_stop) {
    Interrupts interrupts;
    const auto token = interrupts.begin();
    EXPECT_TRUE(interrupts.trigger(SIGINT));
    EXPECT_TRUE(token.stop_requested());
    EXPECT_FALSE(interrupts.trigger(SIGINT));
    EXPECT_FALSE(interrupts.begin().stop_requested());
    EXPECT_TRUE(interrupts.trigger(SIGTERM));
    EXPECT_EQ(interrupts.exit_code(), 143);
}

TEST(interrupts, at_the_prompt_only_ctrl_c_may_come_again) {
    Interrupts interrupts;
    interrupts.at_prompt(true);
    EXPECT_TRUE(interrupts.trigger(SIGINT));
    EXPECT_TRUE(interrupts.trigger(SIGINT));
    EXPECT_FALSE(interrupts.trigger(SIGTERM));
    interrupts.begin();
    EXPECT_TRUE(interrupts.trigger(SIGTERM));
    EXPECT_FALSE(interrupts.trigger(SIGINT));
}

}  // namespace
}  // namespace rocinfer_cli
