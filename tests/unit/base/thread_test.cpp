// SPDX-License-Identifier: EUPL-1.2
#include "base/thread.h"

#include <gtest/gtest.h>

#include <atomic>
#include <csignal>
#include <functional>
#include <future>
#include <memory>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <utility>

namespace inference::base {
namespace {

Thread start(std::function<void()> body) {
    auto thread = Thread::start("test", std::move(body));
    EXPECT_TRUE(thread);
    return thread ? *std::move(thread) : Thread();
}

TEST(thread, is_waited_for_when_its_owner_is_destroyed) {
    std::atomic<bool> done = false;
    {
        std::promise<void> go_on;
        const Thread thread = start([&done, gate = go_on.get_future().share()] {
            gate.wait();
            done = true;
        });
        EXPECT_FALSE(thread.is_current());
        go_on.set_value();
    }
    EXPECT_TRUE(done);
}

TEST(thread, many_may_wait_for_it) {
    std::promise<void> go_on;
    Thread thread = start([gate = go_on.get_future().share()] { gate.wait(); });
    {
        std::jthread one([&] { thread.join(); });
        std::jthread other([&] { thread.join(); });
        go_on.set_value();
    }
    thread.join();
}

TEST(thread, assignment_waits_for_the_one_before) {
    std::atomic<int> ended = 0;
    Thread thread = start([&] { ++ended; });
    thread = start([&] { ++ended; });
    EXPECT_GE(ended, 1);
    thread = Thread();
    EXPECT_EQ(ended, 2);
    EXPECT_FALSE(thread);
}

TEST(thread, handles_none_of_the_hosts_signals) {
    sigset_t blocked;
    sigemptyset(&blocked);
    start([&] { ::pthread_sigmask(SIG_SETMASK, nullptr, &blocked); }).join();
    for (const int number : {SIGINT, SIGTERM, SIGCHLD, SIGUSR1, SIGPIPE})
        EXPECT_EQ(::sigismember(&blocked, number), 1) << number;
}

TEST(thread, may_destroy_its_owner_and_then_ends_by_itself) {
    std::promise<void> known;
    std::promise<void> destroyed;
    auto owner = std::make_unique<Thread>();
    *owner = start([&, gate = known.get_future().share()] {
        gate.wait();
        EXPECT_TRUE(owner->is_current());
        owner->join();  // returns at once
        owner.reset();
        destroyed.set_value();
    });
    known.set_value();
    destroyed.get_future().wait();
}

TEST(thread, a_forked_copy_does_not_wait_for_what_is_not_there) {
    std::promise<void> go_on;
    auto thread =
        std::make_unique<Thread>(start([gate = go_on.get_future().share()] { gate.wait(); }));
    const pid_t copy = ::fork();
    if (copy == 0) {
        ::alarm(30);
        const bool there = static_cast<bool>(*thread);
        thread->join();
        thread.reset();
        ::_exit(there ? 1 : 0);
    }
    int status = -1;
    ASSERT_EQ(::waitpid(copy, &status, 0), copy);
    EXPECT_EQ(status, 0);
    go_on.set_value();
}

}  // namespace
}  // namespace inference::base
