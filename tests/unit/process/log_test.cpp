// SPDX-License-Identifier: EUPL-1.2
#include "support/temporary_folder.h"
#include "unit/process/probe.h"

#include <gmock/gmock.h>

#include <atomic>
#include <csignal>
#include <fcntl.h>
#include <future>
#include <sys/stat.h>

namespace inference::process {
namespace {

TEST(log, ten_megabytes_that_nobody_reads_do_not_hold_the_child_up) {
    // 1,000,000 times "0123456789\n", then "end".
    auto child = Child::spawn(
        command("write_log", {"303132333435363738390a", "1000000", "656e64", "1"}), {}, 100);
    ASSERT_TRUE(child);
    EXPECT_EQ((*child)->wait_until(kForEver), (ExitStatus{false, 0}));
    EXPECT_EQ((*child)->log_tail(),
              "0123456789\n0123456789\n0123456789\n0123456789\n0123456789\n0123456789\n"
              "0123456789\n0123456789\nend");
}

TEST(log, every_line_is_told_once_and_in_order) {
    const Outcome outcome =
        run(command("write_log", {"610a", "50000", "620a", "50000", "63", "1"}));
    ASSERT_EQ(outcome.lines.size(), 100'001U);
    EXPECT_TRUE(std::is_sorted(outcome.lines.begin(), outcome.lines.end()));
    EXPECT_EQ(outcome.lines[49'999], "a");
    EXPECT_EQ(outcome.lines[50'000], "b");
    EXPECT_EQ(outcome.lines.back(), "c");
}

TEST(log, nul_bytes_empty_lines_and_a_line_without_its_end_are_kept) {
    const Outcome outcome = run(command("write_log", {"6100620a0a7061727469616c", "1"}));
    EXPECT_EQ(outcome.lines, (std::vector<std::string>{std::string("a\0b", 3), "", "partial"}));
}

TEST(log, an_over_long_line_is_cut) {
    const Outcome outcome = run(command("write_log", {"61", "3000000", "0a656e640a", "1"}));
    ASSERT_EQ(outcome.lines.size(), 2U);
    EXPECT_EQ(outcome.lines[0], std::string(16 * 1024, 'a'));
    EXPECT_EQ(outcome.lines[1], "end");
}

TEST(log, is_complete_once_the_exit_is_seen) {
    for (int i = 0; i < 50; ++i) {
        auto child = Child::spawn(command("write_log", {"610a", "1000", "656e64", "1"}));
        ASSERT_TRUE(child);
        ASSERT_TRUE((*child)->wait_until(kForEver));
        EXPECT_EQ((*child)->log_tail().size(), 2003U);
    }
}

// It writes and waits; its opening of the fifo says that it has written.
TEST(log, what_was_written_by_now_was_told_once_caught_up) {
    const test_support::TemporaryFolder folder;
    const std::string fifo = folder.file("fifo");
    ASSERT_EQ(::mkfifo(fifo.c_str(), 0600), 0);
    std::promise<void> go_on;
    std::atomic<int> lines = 0;
    const Command writer{"/bin/sh",
                         {"-c",
                          "i=0; while [ $i -lt 3000 ]; do echo $i; i=$((i + 1)); done; "
                          ": > \"$0\"; read -r _ < \"$0\"",
                          fifo}};
    auto child =
        Child::spawn(writer, {.on_log = [&, gate = go_on.get_future().share()](std::string_view) {
                         gate.wait();
                         ++lines;
                     }});
    ASSERT_TRUE(child);
    const Descriptor written(::open(fifo.c_str(), O_RDONLY | O_CLOEXEC));
    ASSERT_TRUE(written);
    EXPECT_FALSE((*child)->catch_up(std::chrono::steady_clock::now())) << "told nothing yet";
    go_on.set_value();
    EXPECT_TRUE((*child)->catch_up(kForEver));
    EXPECT_EQ(lines, 3000);
    EXPECT_FALSE((*child)->exit_status());
}

TEST(log, of_a_child_that_has_ended_everything_was_told_once_caught_up) {
    for (int i = 0; i < 50; ++i) {
        std::atomic<int> lines = 0;
        auto child = Child::spawn(command("write_log", {"610a", "1000"}),
                                  {.on_log = [&](std::string_view) { ++lines; }});
        ASSERT_TRUE(child);
        ASSERT_TRUE((*child)->wait_until(kForEver));
        EXPECT_TRUE((*child)->catch_up(kForEver));
        EXPECT_EQ(lines, 1000);
    }
}

TEST(log, a_callback_cannot_wait_to_be_told_more) {
    std::promise<Child*> known;
    std::promise<bool> answer;
    auto child =
        Child::spawn(command("handle_term", {"0"}),
                     {.on_log = [&, child_known = known.get_future().share()](std::string_view) {
                         answer.set_value(child_known.get()->catch_up(kForEver));
                     }});
    ASSERT_TRUE(child);
    known.set_value(child->get());
    EXPECT_FALSE(answer.get_future().get());
}

TEST(log, a_grandchild_that_holds_the_pipe_does_not_hold_the_supervisor) {
    Record record;
    auto child = Child::spawn(command("leave_grandchild", {"session"}), record.observer());
    ASSERT_TRUE(child);
    EXPECT_TRUE(record.wait_for_exit());
    const std::vector<std::string> lines = record.lines();
    ASSERT_FALSE(lines.empty());
    const pid_t grandchild =
        std::atoi(lines[0] == "grandchild" ? lines.at(1).c_str() : lines[0].c_str());
    ASSERT_GT(grandchild, 1);
    EXPECT_EQ(::kill(grandchild, SIGKILL), 0) << "a session of its own is none of our business";
}

TEST(log, a_grandchild_in_the_group_ends_with_the_child) {
    const Outcome outcome = run(command("leave_grandchild", {"group"}));
    EXPECT_EQ(outcome.status, (ExitStatus{false, 0}));
    ASSERT_FALSE(outcome.lines.empty());
    const std::string& pid =
        outcome.lines[0] == "grandchild" ? outcome.lines.at(1) : outcome.lines[0];
    EXPECT_TRUE(ends_soon(std::atoi(pid.c_str())));
}

}  // namespace
}  // namespace inference::process
