// SPDX-License-Identifier: EUPL-1.2
#include "commands/run.h"

#include "unit/cli/fixture.h"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include <csignal>
#include <sstream>

namespace rocinfer_cli {
namespace {

using inference::Error;
using inference::ErrorCode;
using inference::StopReason;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

class run_command : public fake::CommandTest {
protected:
    run_command() {
        request.model.path = "some.gguf";
        request.prompt.text = "The capital of France is";
        say({" Paris", ".", "\n"});
    }

    std::vector<nlohmann::json> lines() const {
        std::vector<nlohmann::json> all;
        std::istringstream text(out.text);
        for (std::string line; std::getline(text, line);)
            all.push_back(nlohmann::json::parse(line));
        return all;
    }

    RunRequest request;
};

TEST_F(run_command, writes_the_answer_and_nothing_else_to_stdout) {
    EXPECT_EQ(run(request, around()), 0);
    EXPECT_EQ(out.text, " Paris.\n");
    ASSERT_EQ(engine.prompts.size(), 1U);
    EXPECT_EQ(engine.prompts[0], "The capital of France is");
    EXPECT_EQ(engine.paths[0], "some.gguf");
    EXPECT_EQ(engine.closed, 1);
}

TEST_F(run_command, writes_each_token_as_it_comes) {
    EXPECT_EQ(run(request, around()), 0);
    EXPECT_EQ(out.writes, 3);
}

TEST_F(run_command, says_which_backend_runs_and_why_none_better_does) {
    EXPECT_EQ(run(request, around()), 0);
    EXPECT_THAT(err.text,
                StartsWith("rocinfer: llama_cpp (CPU); rocm can't: /dev/kfd is not there\n"));
    EXPECT_THAT(err.text, Not(HasSubstr("second line")));
}

TEST_F(run_command, gives_no_reasons_where_the_backend_was_named) {
    request.model.load.backend = "llama_cpp";
    EXPECT_EQ(run(request, around()), 0);
    EXPECT_THAT(err.text, StartsWith("rocinfer: llama_cpp (CPU)\n"));
}

TEST_F(run_command, closes_with_tokens_rate_and_first_token) {
    engine.script.metrics.generated_tokens = 3;
    engine.script.metrics.decode_tokens_per_second = 512.4;
    engine.script.metrics.time_to_first_token = std::chrono::microseconds(12340);
    EXPECT_EQ(run(request, around()), 0);
    EXPECT_THAT(err.text, HasSubstr("3 tokens, 512 tokens/s, first token after 12.3 ms\n"));
}

TEST_F(run_command, is_silent_on_stderr_when_quiet_but_for_warnings) {
    request.model.quiet = true;
    engine.info.warnings = {"the card is full"};
    EXPECT_EQ(run(request, around()), 0);
    EXPECT_EQ(err.text, "rocinfer: warning: the card is full\n");
}

TEST_F(run_command, json_is_one_object_a_line_with_the_metrics_last) {
    request.format = AnswerFormat::json;
    engine.script.stop_reason = StopReason::limit;
    engine.script.metrics.generated_tokens = 3;
    engine.script.metrics.time_to_first_token = std::chrono::milliseconds(7);
    EXPECT_EQ(run(request, around()), 0);
    const auto all = lines();
    ASSERT_EQ(all.size(), 4U);
    EXPECT_EQ(all[0], (nlohmann::json{{"id", 100}, {"text", " Paris"}}));
    EXPECT_EQ(all[2], (nlohmann::json{{"id", 102}, {"text", "\n"}}));
    EXPECT_EQ(all[3]["stop_reason"], "limit");
    EXPECT_EQ(all[3]["metrics"]["generated_tokens"], 3);
    EXPECT_EQ(all[3]["metrics"]["time_to_first_token_ms"], 7.0);
}

TEST_F(run_command, json_survives_bytes_that_are_not_utf8) {
    request.format = AnswerFormat::json;
    say({"a\xFF", "\x1b[2J"});
    EXPECT_EQ(run(request, around()), 0);
    const auto all = lines();
    ASSERT_EQ(all.size(), 3U);
    EXPECT_EQ(all[0]["text"], "a\xEF\xBF\xBD");
    EXPECT_EQ(all[1]["text"], "\x1b[2J");
}

TEST_F(run_command, json_carries_the_error_in_its_last_line) {
    request.format = AnswerFormat::json;
    engine.script.error = Error{ErrorCode::engine_died, "llamacpp: it died", "log"};
    EXPECT_EQ(run(request, around()), 1);
    const auto all = lines();
    ASSERT_EQ(all.size(), 4U);
    EXPECT_EQ(all[3]["error"]["code"], "engine_died");
    EXPECT_EQ(all[3]["stop_reason"], "none");
}

TEST_F(run_command, an_engine_that_fails_is_exit_1_with_the_end_of_its_log_indented) {
    std::string log;
    for (int i = 0; i < 100; ++i)
        log += "line " + std::to_string(i) + "\n";
    engine.script.error = Error{ErrorCode::engine_died, "llamacpp: it died", log};
    EXPECT_EQ(run(request, around()), 1);
    EXPECT_THAT(err.text, HasSubstr("rocinfer: llamacpp: it died\n    line 88\n"));
    EXPECT_THAT(err.text, HasSubstr("\n    line 99\n"));
    EXPECT_THAT(err.text, Not(HasSubstr("line 87\n")));
    EXPECT_EQ(engine.closed, 1);
}

TEST_F(run_command, an_option_out_of_range_is_a_usage_error_before_anything_starts) {
    request.generate.top_p = 3;
    EXPECT_EQ(run(request, around()), 2);
    EXPECT_TRUE(engine.loads.empty());
    EXPECT_THAT(err.text, HasSubstr("option --top-p "));
}

TEST_F(run_command, takes_stdin_without_its_final_newline) {
    request.prompt.text.reset();
    in.text = "two\nlines\n";
    EXPECT_EQ(run(request, around()), 0);
    EXPECT_EQ(engine.prompts.at(0), "two\nlines");
}

TEST_F(run_command, refuses_an_empty_stdin_but_not_an_empty_prompt) {
    request.prompt.text.reset();
    for (const char* text : {"", "\n"}) {
        in.text = text;
        EXPECT_EQ(run(request, around()), 2);
    }
    EXPECT_TRUE(engine.loads.empty());
    request.prompt.text = "";
    EXPECT_EQ(run(request, around()), 0);
    EXPECT_EQ(engine.prompts.at(0), "");
}

TEST_F(run_command, refuses_a_prompt_that_is_not_utf8_and_says_where) {
    request.prompt.text.reset();
    in.text = "abc\xC3(";
    EXPECT_EQ(run(request, around()), 2);
    EXPECT_THAT(err.text, HasSubstr("byte 3"));
    EXPECT_TRUE(engine.loads.empty());
}

TEST_F(run_command, names_the_options_that_the_command_has) {
    request.generate.max_tokens = 0;
    EXPECT_EQ(run(request, around()), 2);
    EXPECT_THAT(err.text, HasSubstr("option -n must be 1 to "));
}

TEST_F(run_command, a_model_that_can_t_be_loaded_is_exit_1) {
    engine.on_load = [](const auto&) {
        return inference::fail(ErrorCode::not_found, "gguf: some.gguf: no such file");
    };
    EXPECT_EQ(run(request, around()), 1);
    EXPECT_EQ(out.text, "");
    EXPECT_THAT(err.text, HasSubstr("rocinfer: gguf: some.gguf: no such file\n"));
}

TEST_F(run_command, a_missing_bundled_model_is_named_with_its_places) {
    request.model.path.reset();
    places.candidates = {"/nowhere/a.gguf", "/nowhere/b.gguf"};
    EXPECT_EQ(run(request, around()), 1);
    EXPECT_THAT(err.text, HasSubstr("/nowhere/a.gguf"));
    EXPECT_THAT(err.text, HasSubstr("/nowhere/b.gguf"));
}

TEST_F(run_command, ctrl_c_ends_the_generation_with_130_and_closes_the_model) {
    engine.script.before_token = [&](std::size_t at) {
        if (at == 1) interrupts.trigger(SIGINT);
    };
    EXPECT_EQ(run(request, around()), 130);
    EXPECT_EQ(out.text, " Paris");
    EXPECT_EQ(engine.closed, 1);
    EXPECT_THAT(err.text, Not(HasSubstr("cancelled")));
}

TEST_F(run_command, ctrl_c_ends_a_load_with_130) {
    engine.on_load = [&](const inference::LoadOptions& options) -> inference::Result<void> {
        interrupts.trigger(SIGINT);
        EXPECT_TRUE(options.cancel.stop_requested());
        return inference::fail(ErrorCode::cancelled, "llamacpp: cancelled");
    };
    EXPECT_EQ(run(request, around()), 130);
    EXPECT_THAT(err.text, Not(HasSubstr("cancelled")));
}

TEST_F(run_command, a_closed_pipe_ends_it_quietly_with_0) {
    out.close_after = 1;
    request.model.quiet = true;
    EXPECT_EQ(run(request, around()), 0);
    EXPECT_EQ(out.text, " Paris");
    EXPECT_EQ(engine.streams_dropped_early, 1);
    EXPECT_EQ(err.text, "");
}

TEST_F(run_command, a_full_disk_is_exit_1) {
    out.fail_after = 1;
    EXPECT_EQ(run(request, around()), 1);
    EXPECT_THAT(err.text, HasSubstr("No space left"));
}

TEST_F(run_command, a_terminal_gets_no_control_characters_and_a_final_newline) {
    be_a_terminal();
    say({"\x1b]0;title\x07", "a\tb\r", "\xC2\x9B", "\x7F"});
    EXPECT_EQ(run(request, around()), 0);
    EXPECT_EQ(out.text, "␛]0;title␇a\tb\xEF\xBF\xBD␡\n");
}

TEST_F(run_command, a_pipe_gets_the_bytes_as_they_are) {
    say({"\x1b]0;title\x07", "a\tb\r"});
    EXPECT_EQ(run(request, around()), 0);
    EXPECT_EQ(out.text,
              "\x1b]0;title\x07"
              "a\tb\r");
}

TEST_F(run_command, a_terminal_sees_the_load_progress_which_is_gone_afterwards) {
    be_a_terminal();
    engine.on_load = [](const inference::LoadOptions& options) -> inference::Result<void> {
        options.on_progress(
            {.bytes_read = 1'000'000, .bytes_total = 4'000'000, .stage = "loading"});
        return {};
    };
    EXPECT_EQ(run(request, around()), 0);
    EXPECT_THAT(err.text, HasSubstr("25 %  977 KiB of 3.8 MiB\r\x1b[K"));
}

TEST_F(run_command, a_pipe_sees_no_progress_and_no_escape_sequence) {
    engine.on_load = [](const inference::LoadOptions& options) -> inference::Result<void> {
        options.on_progress({.bytes_read = 1, .bytes_total = 4, .stage = "loading"});
        return {};
    };
    EXPECT_EQ(run(request, around()), 0);
    EXPECT_THAT(err.text, Not(HasSubstr("\x1b")));
    EXPECT_THAT(err.text, Not(HasSubstr("%")));
}

TEST_F(run_command, verbose_shows_the_engine_s_log_in_place_of_the_bar) {
    be_a_terminal();
    request.model.verbose = true;
    engine.on_load = [](const inference::LoadOptions& options) -> inference::Result<void> {
        EXPECT_FALSE(options.on_progress);
        options.on_log("llama_server: hello");
        return {};
    };
    EXPECT_EQ(run(request, around()), 0);
    EXPECT_THAT(err.text, HasSubstr("engine: llama_server: hello\n"));
}

}  // namespace
}  // namespace rocinfer_cli
