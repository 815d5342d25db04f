// SPDX-License-Identifier: EUPL-1.2
#include "command_fixture.h"

#include <gmock/gmock.h>

#include <csignal>
#include <sys/stat.h>

namespace rocinfer_test {
namespace {

using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using ::testing::Not;
using ::testing::StartsWith;

class run_command : public CommandTest {};

const std::string kCapital = "The capital of France is";
// More than a pipe of one page holds, so that the command is at work for as long as we want.
const std::vector<std::string> kEndless{"run", "-p", "Once upon a time", "--json", "--ignore-eos",
                                        "-n",  "900"};

TEST_F(run_command, answers_with_the_bundled_model) {
    const Ran ran = run({"run", "-p", kCapital});
    EXPECT_EQ(ran.code, 0) << ran.err;
    EXPECT_THAT(ran.out, StartsWith(" Paris"));
    EXPECT_THAT(ran.err, HasSubstr("rocinfer: llama_cpp"));
    EXPECT_THAT(ran.err, HasSubstr("rocm can't: "));
    EXPECT_THAT(ran.err, HasSubstr(" tokens/s, first token after "));
    EXPECT_THAT(ran.err, Not(HasSubstr("\x1b")));
}

TEST_F(run_command, takes_the_prompt_from_stdin_less_its_final_newline) {
    const Ran ran = run({"run"}, kCapital + "\n");
    EXPECT_EQ(ran.code, 0) << ran.err;
    EXPECT_THAT(ran.out, StartsWith(" Paris"));
}

TEST_F(run_command, json_lines_have_ids_and_texts_and_end_with_the_metrics) {
    const Ran plain = run({"run", "-p", kCapital});
    const Ran ran = run({"run", "-p", kCapital, "--json", "--logprobs"});
    ASSERT_EQ(ran.code, 0) << ran.err;
    auto lines = json_lines(ran.out);
    ASSERT_GE(lines.size(), 2U);
    const auto last = lines.back();
    lines.pop_back();
    std::string text;
    for (const auto& line : lines) {
        text += line["text"].get<std::string>();
        EXPECT_GE(line["id"].get<int>(), 0);
        EXPECT_LE(line["logprob"].get<double>(), 0.0);
    }
    EXPECT_EQ(text, plain.out);
    EXPECT_EQ(last["stop_reason"], "end_of_sequence");
    EXPECT_EQ(last["metrics"]["generated_tokens"], lines.size());
    EXPECT_GT(last["metrics"]["prompt_tokens"].get<int>(), 0);
    EXPECT_GT(last["metrics"]["time_to_first_token_ms"].get<double>(), 0.0);
}

TEST_F(run_command, keeps_to_its_limits) {
    const Ran limited = run({"run", "-p", kCapital, "-n", "1"});
    EXPECT_EQ(limited.out, " Paris");
    EXPECT_THAT(limited.err, HasSubstr("1 token,"));
    const Ran stopped = run({"run", "-p", kCapital, "--stop", "ris", "--json"});
    EXPECT_EQ(json_lines(stopped.out).back()["stop_reason"], "stop_string");
}

TEST_F(run_command, follows_a_json_schema_from_a_file) {
    std::ofstream(folder / "schema.json") << "{\"enum\": [\"one\", \"two\"]}";
    const Ran ran =
        run({"run", "-p", kCapital, "--json-schema", "@" + (folder / "schema.json").string()});
    EXPECT_EQ(ran.code, 0) << ran.err;
    EXPECT_THAT(ran.out, MatchesRegex("\"(one|two)\""));
}

TEST_F(run_command, verbose_gives_the_engine_s_log) {
    const Ran ran = run({"run", "-p", kCapital, "-n", "1", "--verbose"});
    EXPECT_EQ(ran.out, " Paris");
    EXPECT_THAT(ran.err, HasSubstr("\nengine: "));
}

TEST_F(run_command, a_model_that_is_not_there_is_exit_1) {
    const Ran ran = run({"run", "/nowhere/model.gguf", "-p", "x"});
    EXPECT_EQ(ran.code, 1);
    EXPECT_EQ(ran.out, "");
    EXPECT_THAT(ran.err, HasSubstr("/nowhere/model.gguf"));
}

TEST_F(run_command, a_file_that_is_no_model_is_exit_1) {
    std::ofstream(folder / "letter.gguf") << "Dear Sir";
    const Ran ran = run({"run", (folder / "letter.gguf").string(), "-p", "x"});
    EXPECT_EQ(ran.code, 1);
    EXPECT_THAT(ran.err, HasSubstr("letter.gguf"));
}

TEST_F(run_command, an_engine_that_refuses_its_arguments_is_exit_1_with_the_reason) {
    const Ran ran = run({"run", "-p", "x", "--engine-argument=--no-such-flag"});
    EXPECT_EQ(ran.code, 1);
    EXPECT_THAT(ran.err, HasSubstr("--no-such-flag"));
}

TEST_F(run_command, ctrl_c_ends_it_with_130_and_leaves_nothing) {
    setup.pipe_bytes = 4096;
    Subprocess command = start(kEndless);
    command.close_stdin();
    ASSERT_TRUE(command.read_until("\n")) << command.err();
    command.signal(SIGINT);
    EXPECT_EQ(command.wait(), 130) << command.err();
    EXPECT_LT(json_lines(command.out()).size(), 900U);
    EXPECT_THAT(command.err(), Not(HasSubstr("cancel")));
}

TEST_F(run_command, a_second_ctrl_c_ends_it_at_once) {
    // Two pages: a pipe counts as full once its last page is begun.
    setup.pipe_bytes = 8192;
    Subprocess command = start(kEndless);
    command.close_stdin();
    ASSERT_TRUE(command.read_until("\n")) << command.err();
    // Nobody reads any more: it waits for room in the pipe, and can't get to its end.
    ASSERT_TRUE(comes_true([&] { return command.unread() > 4000; }));
    command.signal(SIGINT);
    ASSERT_TRUE(comes_true([&] { return !command.has_pending(SIGINT); }));
    command.signal(SIGINT);
    EXPECT_EQ(command.wait(), 130);
    EXPECT_TRUE(leaves_no_process());
    // What a program leaves that had no time to tidy up is removed at the next start.
    EXPECT_EQ(run({"run", "-p", kCapital, "-n", "1"}).code, 0);
}

TEST_F(run_command, ctrl_c_while_it_loads_is_130) {
    Subprocess command = start({"run", "-p", kCapital, "--verbose"});
    command.close_stdin();
    ASSERT_TRUE(command.read_errors_until("engine: "));
    command.signal(SIGINT);
    EXPECT_EQ(command.wait(), 130) << command.err();
}

TEST_F(run_command, a_signal_ends_the_wait_for_a_file_that_nobody_writes) {
    const std::string fifo = folder / "fifo";
    ASSERT_EQ(::mkfifo(fifo.c_str(), 0600), 0);
    for (const Arguments& arguments :
         {Arguments{"run", "-p", "@" + fifo}, Arguments{"run", "-p", "x", "--grammar", "@" + fifo},
          Arguments{"batch", "-i", fifo}, Arguments{"bench", "--compare", fifo}}) {
        Subprocess::Setup full = setup;
        full.arguments = arguments;
        Subprocess command(full);
        // By then it waits, or is about to.
        ASSERT_TRUE(comes_true([&] { return command.blocks(SIGTERM); }));
        command.signal(SIGTERM);
        EXPECT_EQ(command.wait(), 143) << arguments[0];
    }
}

TEST_F(run_command, a_model_that_is_no_file_is_refused_without_a_wait) {
    const std::string fifo = folder / "fifo";
    ASSERT_EQ(::mkfifo(fifo.c_str(), 0600), 0);
    Subprocess::Setup plain = setup;
    plain.arguments = {"inspect", fifo};
    Subprocess command(plain);
    EXPECT_EQ(command.wait(), 1);
    EXPECT_THAT(command.err(), HasSubstr(fifo));
}

TEST_F(run_command, hardly_any_descriptors_are_an_error_and_no_hang) {
    for (const char* most : {"4", "5", "7", "9"}) {
        // Whatever the test's own parents left open counts too.
        const std::string script =
            std::string("exec 3>&- 4>&- 5>&- 6>&- 7>&- 8>&- 9>&-; ulimit -n ") + most +
            "; exec \"$0\" run -p x";
        Subprocess::Setup shell = setup;
        shell.executable = "/bin/sh";
        shell.arguments = {"-c", script, setup.executable};
        Subprocess command(shell);
        command.close_stdin();
        EXPECT_EQ(command.wait(), 1) << most;
        EXPECT_THAT(command.err(), HasSubstr("rocinfer: ")) << most;
    }
}

TEST_F(run_command, sigterm_ends_it_with_143) {
    setup.pipe_bytes = 4096;
    Subprocess command = start(kEndless);
    command.close_stdin();
    ASSERT_TRUE(command.read_until("\n"));
    command.signal(SIGTERM);
    EXPECT_EQ(command.wait(), 143);
}

TEST_F(run_command, a_reader_that_has_enough_is_no_failure) {
    setup.pipe_bytes = 4096;
    Subprocess command = start(kEndless);
    command.close_stdin();
    ASSERT_TRUE(command.read_until("{"));
    command.close_stdout();
    EXPECT_EQ(command.wait(), 0);
    EXPECT_THAT(command.err(), Not(HasSubstr("rror")));
    EXPECT_THAT(command.err(), Not(HasSubstr("ipe")));
}

TEST_F(run_command, a_full_disk_is_exit_1) {
    const std::string script = "exec \"$0\" run -p 'The capital of France is' > /dev/full";
    Subprocess::Setup shell = setup;
    shell.executable = "/bin/sh";
    shell.arguments = {"-c", script, setup.executable};
    Subprocess command(shell);
    command.close_stdin();
    EXPECT_EQ(command.wait(), 1);
    EXPECT_THAT(command.err(), HasSubstr("No space left"));
}

TEST_F(run_command, is_killed_without_leaving_an_engine) {
    setup.pipe_bytes = 4096;
    Subprocess command = start(kEndless);
    command.close_stdin();
    ASSERT_TRUE(command.read_until("\n"));
    command.signal(SIGKILL);
    EXPECT_EQ(command.wait(), 128 + SIGKILL);
    EXPECT_TRUE(leaves_no_process());
    EXPECT_EQ(run({"run", "-p", kCapital, "-n", "1"}).code, 0);
}

}  // namespace
}  // namespace rocinfer_test
