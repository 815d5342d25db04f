// SPDX-License-Identifier: EUPL-1.2
#include "signals/signal_thread.h"

#include "signals/interrupts.h"

#include <gtest/gtest.h>

#include <chrono>
#include <csignal>
#include <poll.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace rocinfer_cli {
namespace {

using std::chrono::steady_clock;

/// A process of its own that does `body` and is then sent the signal; its exit code.
template <class Body>
int exit_code_after(int signal, Body body) {
    int ready[2];
    if (::pipe(ready) != 0) return -1;
    const pid_t child = ::fork();
    if (child == 0) {
        Interrupts interrupts;
        SignalThread signals(interrupts);
        body(interrupts, [&] { static_cast<void>(::write(ready[1], "x", 1) == 1); });
        ::_exit(0);
    }
    char byte = 0;
    static_cast<void>(::read(ready[0], &byte, 1) == 1);
    ::kill(child, signal);
    int status = 0;
    ::waitpid(child, &status, 0);
    ::close(ready[0]);
    ::close(ready[1]);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

void wait_for_ever() {
    for (;;)
        ::poll(nullptr, 0, -1);
}

TEST(signal_thread, ends_the_process_at_once_while_there_is_nothing_to_tidy) {
    for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
        const auto begun = steady_clock::now();
        EXPECT_EQ(exit_code_after(signal,
                                  [](Interrupts&, auto ready) {
                                      ready();
                                      wait_for_ever();
                                  }),
                  128 + signal);
        EXPECT_LT(steady_clock::now() - begun, std::chrono::milliseconds(900));
    }
}

TEST(signal_thread, leaves_time_to_tidy_up) {
    EXPECT_EQ(exit_code_after(SIGTERM,
                              [](Interrupts& interrupts, auto ready) {
                                  interrupts.must_tidy();
                                  ready();
                                  pollfd wake{interrupts.wake_fd(), POLLIN, 0};
                                  ::poll(&wake, 1, -1);
                                  ::_exit(7);
                              }),
              7);
}

TEST(signal_thread, ends_the_process_where_tidying_up_takes_too_long) {
    EXPECT_EQ(exit_code_after(SIGTERM,
                              [](Interrupts& interrupts, auto ready) {
                                  interrupts.must_tidy();
                                  const std::stop_callback stuck(interrupts.token(), wait_for_ever);
                                  ready();
                                  wait_for_ever();
                              }),
              128 + SIGTERM);
}

TEST(signal_thread, without_descriptors_says_that_it_does_not_work) {
    const pid_t child = ::fork();
    if (child == 0) {
        const rlimit none{3, 3};
        ::setrlimit(RLIMIT_NOFILE, &none);
        Interrupts interrupts;
        bool works = true;
        {
            const SignalThread signals(interrupts);
            works = signals.works();
        }
        ::_exit(works ? 1 : 0);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

}  // namespace
}  // namespace rocinfer_cli
