// SPDX-License-Identifier: EUPL-1.2
#include "program.h"

#include "support/temporary_folder.h"
#include "terminal/width.h"
#include "unit/cli/fixture.h"

#include <gmock/gmock.h>

#include <initializer_list>
#include <sstream>

namespace rocinfer_cli {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class program : public fake::CommandTest {
protected:
    int run(std::initializer_list<std::string> arguments) {
        out.text.clear();
        err.text.clear();
        return run_program(arguments, context);
    }
    const CommandContext context = around();
};

TEST_F(program, alone_it_prints_its_help) {
    EXPECT_EQ(run({}), 0);
    const std::string alone = out.text;
    EXPECT_THAT(alone, HasSubstr("Subcommands:"));
    EXPECT_EQ(run({"--help"}), 0);
    EXPECT_EQ(out.text, alone);
    EXPECT_EQ(run({"help"}), 0);
    EXPECT_EQ(out.text, alone);
}

TEST_F(program, help_of_a_command_and_the_version_are_words_too) {
    EXPECT_EQ(run({"help", "run"}), 0);
    EXPECT_THAT(out.text, HasSubstr("--temperature"));
    EXPECT_EQ(run({"version"}), 0);
    EXPECT_THAT(out.text, HasSubstr("rocinfer 0."));
}

TEST_F(program, help_keeps_to_the_width) {
    be_a_terminal();
    for (const int width : {40, 66, 80}) {
        console.width = [width] { return width; };
        for (const char* command : {"run", "chat", "batch", "classify", "embed", "tokenize",
                                    "bench", "models", "inspect", "fit", "gpus", "doctor"}) {
            ASSERT_EQ(run({"help", command}), 0);
            std::istringstream lines(out.text);
            for (std::string line; std::getline(lines, line);) {
                // Examples, and names that are wider than their column, are not broken.
                const bool may_be_wider = line.starts_with("  ") && !line.starts_with("    ");
                if (may_be_wider) continue;
                EXPECT_LE(columns(line), static_cast<std::size_t>(width)) << line;
            }
        }
    }
}

TEST_F(program, says_what_was_meant) {
    EXPECT_EQ(run({"rnu", "-p", "x"}), 2);
    EXPECT_THAT(err.text, HasSubstr("there is no command 'rnu'; did you mean run?"));
    EXPECT_EQ(run({"run", "--tempratur=1", "-p", "x"}), 2);
    EXPECT_THAT(err.text,
                HasSubstr("there is no option '--tempratur'; did you mean --temperature?"));
    EXPECT_EQ(run({"--hepl"}), 2);
    EXPECT_THAT(err.text, HasSubstr("did you mean --help?"));
    EXPECT_EQ(out.text, "");
}

TEST_F(program, a_backend_that_does_not_exist_is_wrong_usage) {
    EXPECT_EQ(run({"run", "some.gguf", "-p", "x", "--backend", "foo"}), 2);
    EXPECT_THAT(err.text, HasSubstr("option --backend names 'foo', which is none of: "));
}

TEST_F(program, nothing_typed_is_echoed_as_an_escape_sequence) {
    be_a_terminal();
    for (const std::initializer_list<std::string> arguments :
         {std::initializer_list<std::string>{"run", "--\x1b[31mfly"},
          {"\x1b]0;title\a"},
          {"run", "-n", "\x1b[31m", "-p", "x"},
          {"run", "\x1b[2J.gguf", "b\x1b[2J", "-p", "x"},
          {"models", "/nowhere\x1b[2J", "--vram", "1GiB"},
          {"inspect", "/nowhere\x1b[2J"}}) {
        EXPECT_NE(run(arguments), 0);
        EXPECT_THAT(err.text, Not(HasSubstr("\x1b]")));
        EXPECT_THAT(err.text, Not(HasSubstr("\x1b[2J")));
        EXPECT_THAT(err.text, Not(HasSubstr("\x1b[31mfly")));
    }
}

TEST_F(program, a_bad_grammar_is_refused_before_the_load) {
    EXPECT_EQ(run({"run", "some.gguf", "-p", "x", "--grammar", "root ::= ("}), 2);
    EXPECT_THAT(err.text, HasSubstr("--grammar: line 1: "));
    EXPECT_EQ(run({"run", "some.gguf", "-p", "x", "--json-schema", "{"}), 2);
    EXPECT_THAT(err.text, HasSubstr("--json-schema: line 1, column 2"));
    EXPECT_TRUE(engine.loads.empty());
}

TEST_F(program, a_system_message_makes_run_a_chat) {
    say({"yes"});
    EXPECT_EQ(run({"run", "some.gguf", "-p", "x", "--system", "be brief"}), 0);
    ASSERT_EQ(engine.conversations.size(), 1U);
    EXPECT_EQ(engine.conversations[0].at(0).content, "be brief");
    EXPECT_EQ(engine.conversations[0].at(1).content, "x");
}

TEST_F(program, the_final_newline_is_an_option_in_a_pipe) {
    say({"yes"});
    EXPECT_EQ(run({"run", "some.gguf", "-p", "x", "-q"}), 0);
    EXPECT_EQ(out.text, "yes");
    EXPECT_EQ(run({"run", "some.gguf", "-p", "x", "-q", "--newline"}), 0);
    EXPECT_EQ(out.text, "yes\n");
    say({"yes\n"});
    EXPECT_EQ(run({"run", "some.gguf", "-p", "x", "-q", "--newline"}), 0);
    EXPECT_EQ(out.text, "yes\n");
}

TEST_F(program, an_empty_folder_is_an_answer) {
    const test_support::TemporaryFolder folder;
    EXPECT_EQ(run({"models", folder.path(), "--vram", "16", "--json"}), 0);
    EXPECT_EQ(out.text, "[]\n");
    EXPECT_THAT(err.text, HasSubstr("no .gguf file in " + folder.path().string()));
    EXPECT_THAT(err.text, HasSubstr("rocinfer run FILE"));
}

TEST_F(program, fit_of_what_does_not_fit_is_exit_1) {
    const std::string model = std::string(ROCINFER_SOURCE_DIR) + "/models/rocinfer-tiny.gguf";
    EXPECT_EQ(run({"fit", model, "--vram", "16"}), 0);
    EXPECT_THAT(out.text, HasSubstr("16.0 GiB"));
    EXPECT_EQ(run({"fit", model, "--vram", "1MiB", "--margin", "0"}), 1);
    EXPECT_EQ(run({"fit", model, "--vram", "16", "--ctx", "1000000"}), 2);
    EXPECT_THAT(err.text, HasSubstr("option --ctx is 1000000, but "));
    EXPECT_EQ(run({"fit", model, "--vram", "5000000"}), 2);
    EXPECT_THAT(err.text, HasSubstr("--vram: '5000000' is no size"));
}

TEST_F(program, inspect_shows_a_model_on_the_console) {
    const std::string model = std::string(ROCINFER_SOURCE_DIR) + "/models/rocinfer-tiny.gguf";
    EXPECT_EQ(run({"inspect", model, "--tensors"}), 0);
    EXPECT_THAT(out.text, HasSubstr("token_embd.weight"));
    EXPECT_EQ(err.text, "");
}

TEST_F(program, a_full_stdout_is_exit_1_whatever_the_command) {
    const std::string model = std::string(ROCINFER_SOURCE_DIR) + "/models/rocinfer-tiny.gguf";
    out.fail_after = 1;
    EXPECT_EQ(run({"inspect", model}), 1);
    EXPECT_THAT(err.text, HasSubstr("stdout: can't be written"));
}

}  // namespace
}  // namespace rocinfer_cli
