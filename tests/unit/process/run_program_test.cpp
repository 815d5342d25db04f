// SPDX-License-Identifier: EUPL-1.2
#include "process/run_program.h"

#include "unit/process/probe.h"

#include <chrono>
#include <stop_token>
#include <thread>

namespace inference::process {
namespace {

TEST(run_program, gives_the_output_and_the_exit_status) {
    const auto result = run_program(command("write_log", {"610a", "2", "62", "1"}));
    ASSERT_TRUE(result) << result.error().message;
    EXPECT_TRUE(result->succeeded());
    EXPECT_EQ(result->output, "a\na\nb\n");
    EXPECT_EQ(result->tail, "a\na\nb");
}

TEST(run_program, a_failure_has_its_status) {
    const auto result = run_program(command("exit_with", {"code", "3"}));
    ASSERT_TRUE(result);
    EXPECT_FALSE(result->succeeded());
    EXPECT_EQ(result->status, (ExitStatus{false, 3}));
}

TEST(run_program, one_that_is_not_there_is_an_error) {
    const auto result = run_program({"/nowhere/program", {}, {}});
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, ErrorCode::not_found);
}

TEST(run_program, the_output_is_kept_up_to_its_limit) {
    const auto result =
        run_program(command("write_log", {"6162630a", "1000000"}), {.output_bytes = 10});
    ASSERT_TRUE(result);
    EXPECT_TRUE(result->succeeded());
    EXPECT_EQ(result->output, "abc\nabc\nab");
}

TEST(run_program, one_that_does_not_end_is_killed_at_the_deadline) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::milliseconds(50);
    const auto result = run_program(command("handle_term", {"-1"}), {.deadline = deadline});
    ASSERT_TRUE(result);
    EXPECT_FALSE(result->status);
    EXPECT_FALSE(result->succeeded());
}

TEST(run_program, is_ended_when_it_is_cancelled) {
    std::stop_source cancel;
    std::jthread canceller([&] { cancel.request_stop(); });
    const auto result = run_program(command("handle_term", {"-1"}), {.cancel = cancel.get_token()});
    ASSERT_TRUE(result);
    EXPECT_FALSE(result->status);
}

}  // namespace
}  // namespace inference::process
