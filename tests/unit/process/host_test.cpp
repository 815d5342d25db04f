// SPDX-License-Identifier: EUPL-1.2
// What becomes of the child when its host is ended, or does something unusual.
#include "unit/process/probe.h"

#include <gmock/gmock.h>

#include <csignal>

namespace inference::process {
namespace {

Command hosted(const std::string& host, const std::vector<std::string>& child_arguments,
               std::vector<std::string> environment = {}) {
    std::vector<std::string> arguments{support::child_path("handle_term")};
    arguments.insert(arguments.end(), child_arguments.begin(), child_arguments.end());
    return command(host, std::move(arguments), std::move(environment));
}

TEST(host, killed_with_sigkill_leaves_no_child_fifty_times) {
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

TEST(host, that_execs_leaves_no_child) {
    Record record;
    auto host = Child::spawn(hosted("host_execs", {"-1"}), record.observer());
    ASSERT_TRUE(host);
    ASSERT_TRUE(record.wait_for_lines(2));
    EXPECT_EQ(record.lines()[1], "ready") << "said by what the host became";
    EXPECT_TRUE(ends_soon(std::atoi(record.lines()[0].c_str())));
    EXPECT_FALSE((*host)->exit_status());
}

TEST(host, that_forks_keeps_its_child_whatever_the_copy_does) {
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

TEST(host, that_closes_all_descriptors_loses_the_child_but_no_more) {
    expect_child_lost(run(hosted("host_closes_all", {"-1"}, {kRaceIsMeant})));
}

TEST(host, that_opens_others_under_the_same_numbers_keeps_them) {
    expect_child_lost(run(hosted("host_closes_all", {"-1"}, {kRaceIsMeant, "HOST_REOPENS=1"})));
}

TEST(host, that_ignores_sigchld_learns_that_the_child_ended_if_not_how) {
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
