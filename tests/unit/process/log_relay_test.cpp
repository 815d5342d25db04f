// SPDX-License-Identifier: EUPL-1.2
#include "process/log_relay.h"

#include "unit/process/probe.h"

#include <gmock/gmock.h>

#include <atomic>
#include <csignal>
#include <functional>
#include <future>
#include <set>
#include <stdexcept>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace inference::process {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;
using testing::ElementsAre;

/// Remembers its lines; keeps its caller in each call while it is shut.
class Sink {
public:
    LogRelay::Sink sink() {
        return [this](std::string_view line) {
            std::unique_lock lock(mutex_);
            ++calls_;
            changed_.notify_all();
            changed_.wait(lock, [&] { return !shut_; });
            lines_.emplace_back(line);
            changed_.notify_all();
        };
    }
    void shut() {
        const std::lock_guard lock(mutex_);
        shut_ = true;
    }
    void open() {
        const std::lock_guard lock(mutex_);
        shut_ = false;
        changed_.notify_all();
    }
    bool wait_for_calls(std::size_t count) {
        std::unique_lock lock(mutex_);
        return changed_.wait_for(lock, kLong, [&] { return calls_ >= count; });
    }
    bool wait_for_lines(std::size_t count) {
        std::unique_lock lock(mutex_);
        return changed_.wait_for(lock, kLong, [&] { return lines_.size() >= count; });
    }
    std::vector<std::string> lines() {
        const std::lock_guard lock(mutex_);
        return lines_;
    }

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    bool shut_ = false;
    std::size_t calls_ = 0;
    std::vector<std::string> lines_;
};

std::shared_ptr<LogRelay> start(LogRelay::Sink sink, LogRelay::Capacity capacity = {}) {
    auto relay = LogRelay::start(std::move(sink), capacity);
    EXPECT_TRUE(relay) << relay.error().message;
    return relay ? *std::move(relay) : nullptr;
}

TEST(log_relay, hands_every_line_on_in_order_from_one_other_thread) {
    Sink sink;
    std::set<std::thread::id> threads;
    auto relay = start([&, inner = sink.sink()](std::string_view line) {
        threads.insert(std::this_thread::get_id());
        inner(line);
    });
    for (int i = 10'000; i < 20'000; ++i)
        relay->push(std::to_string(i));
    ASSERT_TRUE(sink.wait_for_lines(10'000));
    relay->finish();
    const auto lines = sink.lines();
    EXPECT_EQ(lines.size(), 10'000U);
    EXPECT_EQ(lines.front(), "10000");
    EXPECT_TRUE(std::ranges::is_sorted(lines));
    EXPECT_EQ(threads.size(), 1U);
    EXPECT_FALSE(threads.contains(std::this_thread::get_id()));
}

TEST(log_relay, what_does_not_fit_is_dropped_and_counted_in_its_place) {
    Sink sink;
    sink.shut();
    auto relay = start(sink.sink(), {.lines = 4, .bytes = 1000});
    relay->push("0");
    ASSERT_TRUE(sink.wait_for_calls(1));
    for (const char* line : {"1", "2", "3", "4", "5", "6", "7"})
        relay->push(line);
    sink.open();
    ASSERT_TRUE(sink.wait_for_lines(6));
    relay->push("8");
    ASSERT_TRUE(sink.wait_for_lines(7));
    EXPECT_THAT(sink.lines(),
                ElementsAre("0", "1", "2", "3", "4",
                            "process: 3 lines of the log were dropped here: the sink was too "
                            "slow",
                            "8"));
}

TEST(log_relay, one_gap_lasts_until_the_sink_has_caught_up) {
    Sink sink;
    std::promise<void> second;
    std::promise<void> go_on;
    auto relay = start(
        [&, inner = sink.sink()](std::string_view line) {
            inner(line);
            if (line != "1") return;
            second.set_value();
            go_on.get_future().wait();
        },
        {.lines = 2, .bytes = 1000});
    sink.shut();
    relay->push("0");
    ASSERT_TRUE(sink.wait_for_calls(1));
    for (const char* line : {"1", "2", "dropped"})
        relay->push(line);
    sink.open();
    second.get_future().wait();
    relay->push("dropped too: there is room, but not for what came before it");
    go_on.set_value();
    ASSERT_TRUE(sink.wait_for_lines(4));
    EXPECT_THAT(sink.lines(), ElementsAre("0", "1", "2",
                                          "process: 2 lines of the log were dropped here: the "
                                          "sink was too slow"));
}

TEST(log_relay, the_bytes_that_wait_are_bounded_too) {
    Sink sink;
    sink.shut();
    auto relay = start(sink.sink(), {.lines = 100, .bytes = 10});
    relay->push("first");
    ASSERT_TRUE(sink.wait_for_calls(1));
    relay->push("12345678");
    relay->push("abc");
    sink.open();
    ASSERT_TRUE(sink.wait_for_lines(3));
    EXPECT_THAT(sink.lines(),
                ElementsAre("first", "12345678",
                            "process: 1 line of the log was dropped here: the sink was too "
                            "slow"));
}

TEST(log_relay, pushing_does_not_wait_for_a_sink_that_is_stuck_but_finishing_does) {
    Sink sink;
    sink.shut();
    auto relay = start(sink.sink());
    relay->push("0");
    ASSERT_TRUE(sink.wait_for_calls(1));
    for (int i = 0; i < 100'000; ++i)
        relay->push("0123456789");
    std::atomic<bool> finished = false;
    std::jthread finishing([&] {
        relay->finish();
        finished = true;
    });
    EXPECT_FALSE(finished) << "what the sink refers to is in use";
    sink.open();
    finishing.join();
    const auto told = sink.lines().size();
    EXPECT_GE(told, 1U);
    relay->push("too late");
    relay->finish();
    EXPECT_EQ(sink.lines().size(), told);
}

TEST(log_relay, what_waits_at_the_end_is_told_if_that_is_quickly_done) {
    std::vector<std::string> lines;
    auto relay = start([&](std::string_view line) { lines.emplace_back(line); });
    for (int i = 0; i < 10; ++i)
        relay->push(std::to_string(i));
    relay.reset();
    EXPECT_EQ(lines.size(), 10U);
}

TEST(log_relay, a_slow_sink_does_not_hold_the_end_up) {
    int told = 0;
    auto relay = start([&](std::string_view) {
        ++told;
        std::this_thread::sleep_for(milliseconds(25));
    });
    for (int i = 0; i < 400; ++i)
        relay->push("line");
    const auto begun = steady_clock::now();
    relay->finish();
    EXPECT_LT(steady_clock::now() - begun, std::chrono::seconds(5)) << "all would take 10 s";
    EXPECT_LE(told, 2);
}

TEST(log_relay, what_the_sink_throws_is_dropped) {
    std::atomic<int> told = 0;
    auto relay = start([&](std::string_view) {
        if (++told % 2 == 0) throw 1;
        throw std::runtime_error("full disk");
    });
    relay->push("0");
    relay->push("1");
    relay->push("2");
    relay->finish();
    EXPECT_EQ(told, 3);
}

TEST(log_relay, a_sink_that_ends_it_does_not_wait_for_itself) {
    std::promise<LogRelay*> known;
    std::promise<void> ended;
    std::atomic<int> told = 0;
    auto relay = start([&, relay_known = known.get_future().share()](std::string_view) {
        ++told;
        relay_known.get()->finish();
        relay_known.get()->push("2");
        ended.set_value();
    });
    relay->push("0");
    relay->push("1");
    known.set_value(relay.get());
    ended.get_future().wait();
    relay->finish();
    EXPECT_EQ(told, 1);
}

TEST(log_relay, a_sink_that_is_its_last_owner_may_let_go_of_it) {
    std::promise<std::shared_ptr<LogRelay>> handed_over;
    auto owned = std::make_shared<std::future<std::shared_ptr<LogRelay>>>(handed_over.get_future());
    std::promise<void> gone;
    auto relay = start([&gone, owned](std::string_view) {
        owned->get().reset();
        gone.set_value();
    });
    relay->push("0");
    handed_over.set_value(std::move(relay));
    gone.get_future().wait();
}

TEST(log_relay, none_of_the_hosts_signal_handlers_runs_on_its_thread) {
    std::promise<bool> all_blocked;
    auto relay = start([&](std::string_view) {
        sigset_t blocked;
        pthread_sigmask(SIG_SETMASK, nullptr, &blocked);
        all_blocked.set_value(sigismember(&blocked, SIGINT) == 1 &&
                              sigismember(&blocked, SIGUSR1) == 1);
    });
    relay->push("0");
    EXPECT_TRUE(all_blocked.get_future().get());
}

TEST(log_relay, a_forked_copy_lets_go_of_it_without_waiting) {
    auto relay = start([](std::string_view) {});
    // So that the lock is held at many a fork.
    const std::jthread pushing([&](const std::stop_token& enough) {
        while (!enough.stop_requested())
            relay->push("line");
    });
    for (int i = 0; i < 20; ++i) {
        const pid_t copy = ::fork();
        if (copy == 0) {
            ::alarm(30);
            relay->push("line");
            relay->finish();
            relay.reset();
            ::_exit(0);
        }
        int status = -1;
        ASSERT_EQ(::waitpid(copy, &status, 0), copy);
        ASSERT_EQ(status, 0);
    }
}

// What a sink that is stuck must never hold up: the child, its log's tail, its end.
TEST(log_relay, a_child_ends_and_its_tail_is_whole_while_the_sink_is_stuck) {
    Sink sink;
    sink.shut();
    auto relay = start(sink.sink());
    std::promise<ExitStatus> over;
    auto child =
        Child::spawn(command("write_log", {"303132333435363738390a", "100000", "656e64", "1"}),
                     {.on_log = [relay](std::string_view line) { relay->push(line); },
                      .on_exit = [&](const ExitStatus& status) { over.set_value(status); }},
                     15);
    ASSERT_TRUE(child);
    EXPECT_EQ(over.get_future().get(), (ExitStatus{false, 0}));
    EXPECT_EQ((*child)->log_tail(), "0123456789\nend");
    EXPECT_EQ(sink.lines().size(), 0U);
    sink.open();
}

TEST(log_relay, a_child_is_stopped_while_the_sink_is_stuck) {
    Sink sink;
    sink.shut();
    auto relay = start(sink.sink());
    auto child = Child::spawn(command("handle_term", {"0"}),
                              {.on_log = [relay](std::string_view line) { relay->push(line); }});
    ASSERT_TRUE(child);
    ASSERT_TRUE(sink.wait_for_calls(1));
    EXPECT_EQ((*child)->stop({kLong, kLong}), (ExitStatus{false, 0}));
    child->reset();
    EXPECT_EQ(sink.lines().size(), 0U);
    sink.open();
    relay->finish();
    EXPECT_EQ(sink.lines().front(), "ready");
}

}  // namespace
}  // namespace inference::process
