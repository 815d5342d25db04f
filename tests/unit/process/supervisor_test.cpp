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

TEST(supervisor, log_ten_megabytes_that_nobody_reads_do_not_hold_the_child_up) {
    // 1,000,000 times "0123456789\n", then "end".
    auto child = Child::spawn(
        command("write_log", {"303132333435363738390a", "1000000", "656e64", "1"}), {}, 100);
    ASSERT_TRUE(child);
    EXPECT_EQ((*child)->wait_until(kForEver), (ExitStatus{false, 0}));
    EXPECT_EQ((*child)->log_tail(),
              "0123456789\n0123456789\n0123456789\n0123456789\n0123456789\n0123456789\n"
              "0123456789\n0123456789\nend");
}

TEST(supervisor, log_every_line_is_told_once_and_in_order) {
    const Outcome outcome =
        run(command("write_log", {"610a", "50000", "620a", "50000", "63", "1"}));
    ASSERT_EQ(outcome.lines.size(), 100'001U);
    EXPECT_TRUE(std::is_sorted(outcome.lines.begin(), outcome.lines.end()));
    EXPECT_EQ(outcome.lines[49'999], "a");
    EXPECT_EQ(outcome.lines[50'000], "b");
    EXPECT_EQ(outcome.lines.back(), "c");
}

TEST(supervisor, log_nul_bytes_empty_lines_and_a_line_without_its_end_are_kept) {
    const Outcome outcome = run(command("write_log", {"6100620a0a7061727469616c", "1"}));
    EXPECT_EQ(outcome.lines, (std::vector<std::string>{std::string("a\0b", 3), "", "partial"}));
}

TEST(supervisor, log_an_over_long_line_is_cut) {
    const Outcome outcome = run(command("write_log", {"61", "3000000", "0a656e640a", "1"}));
    ASSERT_EQ(outcome.lines.size(), 2U);
    EXPECT_EQ(outcome.lines[0], std::string(16 * 1024, 'a'));
    EXPECT_EQ(outcome.lines[1], "end");
}

TEST(supervisor, log_is_complete_once_the_exit_is_seen) {
    for (int i = 0; i < 50; ++i) {
        auto child = Child::spawn(command("write_log", {"610a", "1000", "656e64", "1"}));
        ASSERT_TRUE(child);
        ASSERT_TRUE((*child)->wait_until(kForEver));
        EXPECT_EQ((*child)->log_tail().size(), 2003U);
    }
}

// It writes and waits; its opening of the fifo says that it has written.
TEST(supervisor, log_what_was_written_by_now_was_told_once_caught_up) {
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
    const base::Descriptor written(::open(fifo.c_str(), O_RDONLY | O_CLOEXEC));
    ASSERT_TRUE(written);
    EXPECT_FALSE((*child)->catch_up(std::chrono::steady_clock::now())) << "told nothing yet";
    go_on.set_value();
    EXPECT_TRUE((*child)->catch_up(kForEver));
    EXPECT_EQ(lines, 3000);
    EXPECT_FALSE((*child)->exit_status());
}

TEST(supervisor, log_of_a_child_that_has_ended_everything_was_told_once_caught_up) {
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

TEST(supervisor, log_a_callback_cannot_wait_to_be_told_more) {
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

TEST(supervisor, log_a_grandchild_that_holds_the_pipe_does_not_hold_the_supervisor) {
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

TEST(supervisor, log_a_grandchild_in_the_group_ends_with_the_child) {
    const Outcome outcome = run(command("leave_grandchild", {"group"}));
    EXPECT_EQ(outcome.status, (ExitStatus{false, 0}));
    ASSERT_FALSE(outcome.lines.empty());
    const std::string& pid =
        outcome.lines[0] == "grandchild" ? outcome.lines.at(1) : outcome.lines[0];
    EXPECT_TRUE(ends_soon(std::atoi(pid.c_str())));
}

// What becomes of the child when its host is ended, or does something unusual.

Command hosted(const std::string& host, const std::vector<std::string>& child_arguments,
               std::vector<std::string> environment = {}) {
    std::vector<std::string> arguments{support::child_path("handle_term")};
    arguments.insert(arguments.end(), child_arguments.begin(), child_arguments.end());
    return command(host, std::move(arguments), std::move(environment));
}

TEST(supervisor, host_killed_with_sigkill_leaves_no_child_fifty_times) {
    for (int i = 0; i < 50; ++i) {
        Record record;
        auto host = Child::spawn(hosted("host_waits", {"-1"}), record.observer());
        ASSERT_TRUE(host);
        ASSERT_TRUE(record.wait_for_lines(1));
        const pid_t child = std::atoi(record.lines()[0].c_str());
        ASSERT_GT(child, 1);
        ASSERT_EQ(::kill(child, 0), 0) << "it did not run in the first place";
        ASSERT_TRUE((*host)->signal(SIGKILL));
        ASSERT_TRUE(ends_soon(child));
    }
}

TEST(supervisor, host_that_execs_leaves_no_child) {
    Record record;
    auto host = Child::spawn(hosted("host_execs", {"-1"}), record.observer());
    ASSERT_TRUE(host);
    ASSERT_TRUE(record.wait_for_lines(2));
    EXPECT_EQ(record.lines()[1], "ready") << "said by what the host became";
    EXPECT_TRUE(ends_soon(std::atoi(record.lines()[0].c_str())));
    EXPECT_FALSE((*host)->exit_status());
}

TEST(supervisor, host_that_forks_keeps_its_child_whatever_the_copy_does) {
    EXPECT_EQ(run(hosted("host_forks", {"-1"})).lines, std::vector<std::string>{"lives"});
}

// Closing a descriptor that another thread uses is the very race that ThreadSanitizer reports.
const std::string kRaceIsMeant = "TSAN_OPTIONS=report_bugs=0";

// By SIGKILL, or by SIGPIPE if the child writes once more before that.
void expect_child_lost(const Outcome& outcome) {
    EXPECT_EQ(outcome.status, (ExitStatus{false, 0}));
    EXPECT_THAT(outcome.lines,
                testing::ElementsAre(testing::AnyOf("was ended by signal 9 (killed)",
                                                    "was ended by signal 13 (broken pipe)")));
}

TEST(supervisor, host_that_closes_all_descriptors_loses_the_child_but_no_more) {
    expect_child_lost(run(hosted("host_closes_all", {"-1"}, {kRaceIsMeant})));
}

TEST(supervisor, host_that_opens_others_under_the_same_numbers_keeps_them) {
    expect_child_lost(run(hosted("host_closes_all", {"-1"}, {kRaceIsMeant, "HOST_REOPENS=1"})));
}

TEST(supervisor, host_that_ignores_sigchld_learns_that_the_child_ended_if_not_how) {
    const auto before = std::signal(SIGCHLD, SIG_IGN);
    auto child = Child::spawn(command("exit_with", {"code", "3"}));
    ASSERT_TRUE(child);
    const auto ended = (*child)->wait_until(kForEver);
    ASSERT_TRUE(ended);
    EXPECT_TRUE(ended->unknown);
    EXPECT_EQ(Child::spawn({"/nowhere/llama-server", {}, {}}).error().code, ErrorCode::not_found);
    std::signal(SIGCHLD, before);
}

}  // namespace
}  // namespace inference::process
