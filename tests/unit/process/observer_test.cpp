// SPDX-License-Identifier: EUPL-1.2
#include "unit/process/probe.h"

#include <atomic>
#include <csignal>
#include <future>
#include <stdexcept>
#include <utility>

namespace inference::process {
namespace {

TEST(observer, hears_of_the_exit_once_and_after_the_last_line) {
    std::vector<std::string> story;
    {
        std::promise<void> over;
        auto child =
            Child::spawn(command("write_log", {"610a62", "1"}),
                         {.on_log = [&](std::string_view line) { story.emplace_back(line); },
                          .on_exit =
                              [&](const ExitStatus& status) {
                                  story.push_back(status.describe());
                                  over.set_value();
                              }});
        ASSERT_TRUE(child);
        over.get_future().wait();
    }
    EXPECT_EQ(story, (std::vector<std::string>{"a", "b", "exited with status 0"}));
}

TEST(observer, what_it_throws_is_dropped) {
    int lines = 0;
    {
        auto child = Child::spawn(command("write_log", {"610a", "1000"}),
                                  {.on_log =
                                       [&](std::string_view) {
                                           ++lines;
                                           throw std::runtime_error("full disk");
                                       },
                                   .on_exit = [](const ExitStatus&) { throw 1; }});
        ASSERT_TRUE(child);
        EXPECT_EQ((*child)->wait_until(kForEver), (ExitStatus{false, 0}));
    }
    EXPECT_EQ(lines, 1000);
}

TEST(observer, a_slow_one_loses_nothing) {
    std::promise<void> go_on;
    auto gate = go_on.get_future().share();
    std::atomic<int> lines = 0;
    {
        auto child = Child::spawn(command("write_log", {"303132333435363738390a", "100000"}),
                                  {.on_log = [&, gate](std::string_view) {
                                      gate.wait();
                                      ++lines;
                                  }});
        ASSERT_TRUE(child);
        EXPECT_FALSE(
            (*child)->wait_until(std::chrono::steady_clock::now() + std::chrono::milliseconds(50)));
        go_on.set_value();
        EXPECT_EQ((*child)->wait_until(kForEver), (ExitStatus{false, 0}));
    }
    EXPECT_EQ(lines, 100'000);
}

TEST(observer, may_stop_the_child_and_wait_for_it) {
    std::promise<Child*> known;
    auto child_known = known.get_future().share();
    std::promise<ExitStatus> stopped;
    auto child = Child::spawn(
        command("handle_term", {"1"}), {.on_log = [&, first = true](std::string_view) mutable {
            if (!std::exchange(first, false)) return;
            stopped.set_value(child_known.get()->stop({std::chrono::milliseconds(50), kLong}));
        }});
    ASSERT_TRUE(child);
    known.set_value(child->get());
    EXPECT_EQ(stopped.get_future().get(), (ExitStatus{false, 0}));
    EXPECT_EQ((*child)->wait_until(kForEver), (ExitStatus{false, 0}));
}

TEST(observer, may_destroy_the_child) {
    std::promise<std::unique_ptr<Child>> handed_over;
    auto owned = std::make_shared<std::future<std::unique_ptr<Child>>>(handed_over.get_future());
    std::promise<ExitStatus> over;
    auto child =
        Child::spawn(command("handle_term", {"-1"}),
                     {.on_log = [owned](std::string_view) { owned->get().reset(); },
                      .on_exit = [&](const ExitStatus& status) { over.set_value(status); }});
    ASSERT_TRUE(child);
    const pid_t pid = (*child)->pid();
    handed_over.set_value(std::move(*child));
    EXPECT_EQ(over.get_future().get(), (ExitStatus{true, SIGKILL}));
    EXPECT_TRUE(ends_soon(pid));
}

TEST(observer, may_destroy_the_child_when_told_of_its_end) {
    std::promise<std::unique_ptr<Child>> handed_over;
    auto owned = std::make_shared<std::future<std::unique_ptr<Child>>>(handed_over.get_future());
    std::promise<void> over;
    auto child = Child::spawn(command("exit_with", {"code", "0"}),
                              {.on_exit = [&over, owned](const ExitStatus&) {
                                  owned->get().reset();
                                  over.set_value();
                              }});
    ASSERT_TRUE(child);
    handed_over.set_value(std::move(*child));
    over.get_future().wait();
}

}  // namespace
}  // namespace inference::process
