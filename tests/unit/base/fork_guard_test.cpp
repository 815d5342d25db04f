// SPDX-License-Identifier: EUPL-1.2
#include "base/fork_guard.h"

#include <gtest/gtest.h>

#include <memory>
#include <sys/wait.h>
#include <unistd.h>

namespace inference::base {
namespace {

/// Whether `check` holds in a forked copy of this process.
template <class Check>
bool holds_in_a_copy(const Check& check) {
    const pid_t copy = ::fork();
    if (copy == 0) {
        ::alarm(30);
        ::_exit(check() ? 0 : 1);
    }
    int status = -1;
    return ::waitpid(copy, &status, 0) == copy && status == 0;
}

struct CountsItsEnd {
    explicit CountsItsEnd(int& count) : ended(count) {}
    ~CountsItsEnd() { ++ended; }
    CountsItsEnd(const CountsItsEnd&) = delete;
    CountsItsEnd& operator=(const CountsItsEnd&) = delete;
    int& ended;
};

TEST(fork_guard, tells_the_original_from_its_copies) {
    const ForkGuard guard;
    EXPECT_TRUE(guard.in_original_process());
    EXPECT_TRUE(holds_in_a_copy([&] { return !guard.in_original_process(); }));
    EXPECT_TRUE(holds_in_a_copy([&] {
        return holds_in_a_copy([&] { return !guard.in_original_process(); });
    })) << "a copy's copy";
    EXPECT_TRUE(guard.in_original_process()) << "after forks it is still the original";
}

TEST(fork_guard, what_a_copy_makes_is_the_copys_own) {
    EXPECT_TRUE(holds_in_a_copy([] {
        const ForkGuard guard;
        return guard.in_original_process();
    }));
}

TEST(fork_guard, a_bound_object_is_destroyed_in_the_original_alone) {
    int ended = 0;
    auto bound = make_fork_bound<CountsItsEnd>(ended);
    EXPECT_TRUE(holds_in_a_copy([&] {
        bound.reset();
        return ended == 0;
    }));
    bound.reset();
    EXPECT_EQ(ended, 1);
}

TEST(fork_guard, a_shared_pointer_to_a_bound_object_keeps_that) {
    int ended = 0;
    std::shared_ptr<CountsItsEnd> shared = make_fork_bound<CountsItsEnd>(ended);
    EXPECT_TRUE(holds_in_a_copy([&] {
        shared.reset();
        return ended == 0;
    }));
    shared.reset();
    EXPECT_EQ(ended, 1);
}

}  // namespace
}  // namespace inference::base
