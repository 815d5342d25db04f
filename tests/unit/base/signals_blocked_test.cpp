// SPDX-License-Identifier: EUPL-1.2
#include "base/signals_blocked.h"

#include <gtest/gtest.h>

#include <csignal>

namespace inference::base {
namespace {

bool is_blocked(int number) {
    sigset_t now;
    ::pthread_sigmask(SIG_SETMASK, nullptr, &now);
    return ::sigismember(&now, number) == 1;
}

TEST(signals_blocked, while_it_lives_and_no_longer) {
    ASSERT_FALSE(is_blocked(SIGUSR1));
    {
        const SignalsBlocked blocked;
        EXPECT_TRUE(is_blocked(SIGUSR1));
        EXPECT_TRUE(is_blocked(SIGTERM));
    }
    EXPECT_FALSE(is_blocked(SIGUSR1));
}

}  // namespace
}  // namespace inference::base
