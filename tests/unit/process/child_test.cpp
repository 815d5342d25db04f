// SPDX-License-Identifier: EUPL-1.2
#include "unit/process/probe.h"

#include <csignal>
#include <filesystem>
#include <iterator>
#include <sys/wait.h>
#include <thread>

namespace inference::process {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

// Ready to be stopped: it handles SIGTERM by then.
std::unique_ptr<Child> spawn_ready(Record& record, const std::string& ignored_terms) {
    auto child = Child::spawn(command("handle_term", {ignored_terms}), record.observer());
    EXPECT_TRUE(child);
    EXPECT_TRUE(record.wait_for_lines(1));
    return child ? std::move(*child) : nullptr;
}

TEST(child, stop_a_child_that_obeys_is_waited_for_no_longer_than_it_takes) {
    Record record;
    const auto child = spawn_ready(record, "0");
    const auto begin = steady_clock::now();
    EXPECT_EQ(child->stop({kLong, kLong}), (ExitStatus{false, 0}));
    EXPECT_LT(steady_clock::now() - begin, kLong / 2);
    EXPECT_EQ(child->exit_status(), (ExitStatus{false, 0}));
}

TEST(child, stop_term_is_sent_again_when_the_first_is_ignored) {
    Record record;
    const auto child = spawn_ready(record, "1");
    const auto begin = steady_clock::now();
    EXPECT_EQ(child->stop({milliseconds(50), kLong}), (ExitStatus{false, 0}));
    EXPECT_GE(steady_clock::now() - begin, milliseconds(50));
    EXPECT_LT(steady_clock::now() - begin, kLong / 2);
    EXPECT_EQ(child->log_tail(), "ready\nterm\nterm");
}

TEST(child, stop_escalates_to_kill_when_term_is_ignored) {
    Record record;
    const auto child = spawn_ready(record, "-1");
    EXPECT_EQ(child->stop({milliseconds(30), milliseconds(30)}), (ExitStatus{true, SIGKILL}));
    EXPECT_EQ(child->log_tail(), "ready\nterm\nterm");
    EXPECT_EQ(record.exits().size(), record.wait_for_exit() ? 1U : 0U);
}

TEST(child, stop_a_stopped_child_is_continued_to_hear_it) {
    Record record;
    const auto child = spawn_ready(record, "0");
    ASSERT_TRUE(child->signal(SIGSTOP));
    const auto begin = steady_clock::now();
    EXPECT_EQ(child->stop({kLong, kLong}), (ExitStatus{false, 0}));
    EXPECT_LT(steady_clock::now() - begin, kLong / 2);
}

TEST(child, stop_of_a_child_that_has_ended_gives_its_status_at_once) {
    auto child = Child::spawn(command("exit_with", {"code", "3"}));
    ASSERT_TRUE(child);
    EXPECT_EQ((*child)->wait_until(kForEver), (ExitStatus{false, 3}));
    EXPECT_EQ((*child)->stop({kLong, kLong}), (ExitStatus{false, 3}));
    const auto sent = (*child)->signal(SIGTERM);
    ASSERT_FALSE(sent);
    EXPECT_EQ(sent.error().code, ErrorCode::unavailable);
    EXPECT_EQ(sent.error().message, "process: the child exited with status 3 already");
}

TEST(child, stop_concurrent_calls_share_one_escalation) {
    Record record;
    const auto child = spawn_ready(record, "1");
    const auto begin = steady_clock::now();
    std::vector<ExitStatus> statuses(8);
    {
        std::vector<std::jthread> threads;
        for (ExitStatus& status : statuses)
            threads.emplace_back([&] { status = child->stop({milliseconds(300), kLong}); });
    }
    // Were SIGTERM sent by each, the second would have ended the child at once.
    EXPECT_GE(steady_clock::now() - begin, milliseconds(300));
    for (const ExitStatus& status : statuses)
        EXPECT_EQ(status, (ExitStatus{false, 0}));
    EXPECT_EQ(child->log_tail(), "ready\nterm\nterm");
}

TEST(child, stop_an_impatient_caller_hastens_a_patient_one) {
    Record record;
    const auto child = spawn_ready(record, "-1");
    std::jthread patient([&] { child->stop({kLong * 60, kLong * 60}); });
    EXPECT_EQ(child->stop({milliseconds(0), milliseconds(0)}), (ExitStatus{true, SIGKILL}));
}

TEST(child, the_destructor_kills_at_once) {
    Record record;
    auto child = spawn_ready(record, "-1");
    const pid_t pid = child->pid();
    child.reset();
    EXPECT_EQ(::kill(pid, 0), -1);
    EXPECT_EQ(record.exits(), (std::vector<ExitStatus>{{true, SIGKILL}}));
    EXPECT_EQ(record.lines(), std::vector<std::string>{"ready"});
}

TEST(child, waiting_ends_at_the_deadline_while_the_child_runs) {
    Record record;
    const auto child = spawn_ready(record, "0");
    EXPECT_FALSE(child->wait_until(steady_clock::now() - milliseconds(1)));
    EXPECT_FALSE(child->wait_until(steady_clock::now() + milliseconds(10)));
    EXPECT_FALSE(child->exit_status());
}

TEST(child, signals_reach_the_child_and_nonsense_is_refused) {
    Record record;
    const auto child = spawn_ready(record, "0");
    EXPECT_EQ(child->signal(1000).error().code, ErrorCode::invalid_argument);
    EXPECT_TRUE(child->signal(SIGABRT));
    EXPECT_EQ(child->wait_until(kForEver), (ExitStatus{true, SIGABRT}));
}

auto entries(const char* folder) {
    return std::distance(std::filesystem::directory_iterator(folder),
                         std::filesystem::directory_iterator());
}

bool has_children() {
    siginfo_t info{};
    return ::waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) == 0;
}

void spawn_each_way(int i) {
    switch (i % 4) {
        case 0:
            EXPECT_EQ(run(command("exit_with", {"code", "1"})).status.value, 1);
            break;
        case 1:
            EXPECT_FALSE(Child::spawn({"/nowhere/llama-server", {}, {}}));
            break;
        case 2:
            EXPECT_TRUE(Child::spawn(command("handle_term", {"-1"})));
            break;
        default: {
            auto child = Child::spawn(command("handle_term"));
            ASSERT_TRUE(child);
            (*child)->stop({std::chrono::seconds(60), std::chrono::seconds(60)});
        }
    }
}

TEST(child, two_hundred_children_leave_no_descriptor_thread_or_zombie) {
    spawn_each_way(0);
    const auto descriptors = entries("/proc/self/fd");
    const auto threads = entries("/proc/self/task");
    for (int i = 0; i < 200; ++i)
        spawn_each_way(i);
    EXPECT_EQ(entries("/proc/self/fd"), descriptors);
    // The last one joined may still be listed for a moment.
    EXPECT_LE(entries("/proc/self/task"), threads + 1);
    EXPECT_FALSE(has_children());
}

TEST(child, thirty_two_children_at_once_each_give_their_own_answer) {
    std::vector<int> codes(32, -1);
    {
        std::vector<std::jthread> threads;
        for (std::size_t i = 0; i < codes.size(); ++i) {
            threads.emplace_back([&codes, i] {
                codes[i] = run(command("exit_with", {"code", std::to_string(i)})).status.value;
            });
        }
    }
    for (std::size_t i = 0; i < codes.size(); ++i)
        EXPECT_EQ(codes[i], static_cast<int>(i));
    EXPECT_FALSE(has_children());
}

}  // namespace
}  // namespace inference::process
