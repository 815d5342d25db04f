// SPDX-License-Identifier: EUPL-1.2
#include "base/ending_threads.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <future>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <utility>

namespace inference::base {
namespace {

TEST(ending_threads, are_joined_once_they_have_ended) {
    const EndMark end = make_end_mark();
    std::promise<void> go_on;
    std::thread thread([end, gate = go_on.get_future().share()] {
        gate.wait();
        mark_ended(end);
    });
    leave_to_end(std::move(thread), end);
    join_ended_threads();  // must not wait for one that still runs
    go_on.set_value();
    join_ended_threads();
}

// ThreadSanitizer starts no threads in the copy of a program that had some.
#if !defined(__SANITIZE_THREAD__)
int status_of_program(void (*body)()) {
    const pid_t program = ::fork();
    if (program == 0) {
        ::alarm(30);
        body();
        std::exit(7);
    }
    int status = -1;
    ::waitpid(program, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

TEST(ending_threads, the_end_of_the_program_waits_for_them_a_while) {
    EXPECT_EQ(status_of_program([] {
                  const EndMark end = make_end_mark();
                  leave_to_end(std::thread([end] { mark_ended(end); }), end);
              }),
              7);
}

TEST(ending_threads, one_that_never_ends_does_not_hold_the_program_up) {
    EXPECT_EQ(status_of_program([] {
                  leave_to_end(std::thread([] { std::promise<void>().get_future().wait(); }),
                               make_end_mark());
              }),
              7);
}
#endif

}  // namespace
}  // namespace inference::base
