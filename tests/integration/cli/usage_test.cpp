// SPDX-License-Identifier: EUPL-1.2
#include "command_fixture.h"

#include <gmock/gmock.h>

namespace rocinfer_test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

class usage : public CommandTest {};

TEST_F(usage, help_goes_to_stdout_and_is_no_failure) {
    const Ran ran = run_plain({"--help"});
    EXPECT_EQ(ran.code, 0);
    EXPECT_EQ(ran.err, "");
    for (const char* command :
         {"run", "chat", "batch", "classify", "embed", "tokenize", "bench", "models", "inspect"}) {
        EXPECT_THAT(ran.out, HasSubstr(std::string("\n  ") + command + " "));
        const Ran own = run_plain({command, "--help"});
        EXPECT_EQ(own.code, 0) << command;
        EXPECT_THAT(own.out, HasSubstr(std::string("rocinfer ") + command)) << command;
    }
}

TEST_F(usage, version_names_ours_and_the_server_s) {
    const Ran ran = run_plain({"--version"});
    EXPECT_EQ(ran.code, 0);
    EXPECT_THAT(ran.out, StartsWith("rocinfer 0."));
    EXPECT_THAT(ran.out, HasSubstr("\nllama-server"));
}

TEST_F(usage, what_is_wrong_is_named_and_is_exit_2) {
    struct Wrong {
        Arguments arguments;
        const char* named;
    };
    const std::vector<Wrong> all{
        {{"fly"}, "fly"},
        {{"--fly", "run"}, "'--fly'"},
        {{"run", "--fly"}, "--fly"},
        {{"run", "-n", "many"}, "max-tokens"},
        {{"run", "-n", "0", "-p", "x"}, "option -n "},
        {{"run", "--top-p", "3", "-p", "x"}, "option --top-p "},
        {{"run", "--ctx", "-1", "-p", "x"}, "option --ctx "},
        {{"run", "--grammar", "root", "--json-schema", "{}", "-p", "x"}, "--json-schema"},
        {{"run", "--grammar", "@/nowhere/g", "-p", "x"}, "/nowhere/g"},
        {{"run", "a.gguf", "b.gguf", "-p", "x"}, "b.gguf"},
        {{"run"}, "prompt is empty"},
        {{"bench", "--streams", "0"}, "--streams"},
        {{"classify", "--labels", "one"}, "--labels"},
        {{"classify", "--labels", ",", "-p", "x"}, "--labels"},
        {{"classify", "--labels", "", "-p", "x"}, "--labels"},
        {{"tokenize", "--ids", "--count", "-p", "x"}, "--count"},
        {{"gpus", "--watch", "--interval", "nan"}, "--interval"},
        {{"gpus", "--interval", ""}, "--interval"},
        {{"fit", "--slots", "", "x.gguf"}, "--slots"},
        {{"bench", "--repeat", ""}, "--repeat"},
    };
    for (const Wrong& wrong : all) {
        const Ran ran = run_plain(wrong.arguments);
        EXPECT_EQ(ran.code, 2) << wrong.named << ": " << ran.err;
        EXPECT_EQ(ran.out, "") << wrong.named;
        EXPECT_THAT(ran.err, StartsWith("rocinfer: "));
        EXPECT_THAT(ran.err, HasSubstr(wrong.named));
    }
}

TEST_F(usage, an_empty_text_is_no_number) {
    for (const char* option :
         {"--ctx", "--slots", "--gpu-layers", "-n", "--temperature", "--top-k", "--top-p",
          "--min-p", "--repeat-penalty", "--seed", "--stop-token"}) {
        const Ran ran = run_plain({"run", "-p", "x", option, ""});
        EXPECT_EQ(ran.code, 2) << option;
        EXPECT_THAT(ran.err, HasSubstr("an empty text is no number")) << option;
    }
}

TEST_F(usage, only_the_command_s_own_examples_are_in_its_help) {
    for (const char* command : {"models", "inspect", "fit", "gpus", "doctor"}) {
        const std::string help = run_plain({command, "--help"}).out;
        EXPECT_THAT(help, HasSubstr(std::string("\n  rocinfer ") + command));
        EXPECT_THAT(help, Not(HasSubstr("rocinfer chat")));
    }
}

TEST_F(usage, a_folder_that_is_not_there_is_named) {
    for (const char* command : {"gpus", "doctor"}) {
        const Ran ran = run_plain({command, "--sysroot", "/nowhere"});
        EXPECT_EQ(ran.code, 1);
        EXPECT_EQ(ran.out, "");
        EXPECT_THAT(ran.err, HasSubstr("/nowhere"));
    }
}

TEST_F(usage, a_folder_without_models_is_said_to_be_one) {
    for (const char* command : {"fit", "models"}) {
        const Ran ran = run_plain({command, folder, "--vram", "1GiB"});
        EXPECT_EQ(ran.code, 0);
        EXPECT_THAT(ran.err, StartsWith("rocinfer: no .gguf file in " + folder.string()));
    }
}

TEST_F(usage, alone_it_prints_its_help) {
    const Ran ran = run_plain({});
    EXPECT_EQ(ran.code, 0);
    EXPECT_EQ(ran.err, "");
    EXPECT_EQ(ran.out, run_plain({"--help"}).out);
}

TEST_F(usage, a_backend_that_is_not_there_is_exit_2_and_says_which_are) {
    const Ran ran = run_plain({"run", "-p", "x", "--backend", "abacus"});
    EXPECT_EQ(ran.code, 2);
    EXPECT_THAT(ran.err, HasSubstr("abacus"));
    EXPECT_THAT(ran.err, HasSubstr("llama_cpp"));
}

TEST_F(usage, a_server_that_is_named_and_missing_is_never_passed_over) {
    set("ROCM_LLAMA_SERVER_PATH", "/nowhere/llama-server");
    const Ran ran = run_plain({"run", "-p", "x"});
    EXPECT_EQ(ran.code, 1);
    EXPECT_THAT(ran.err, HasSubstr("/nowhere/llama-server"));
}

TEST_F(usage, values_are_taken_as_they_are_typed) {
    // An argument that begins with a dash, and texts that the parser might take apart.
    const Ran ran = run({"run", "-p", "-1 [a,b]", "-n", "1", "--stop", "[x,y]", "--stop", "{}",
                         "--json-schema", "{}"});
    EXPECT_EQ(ran.code, 0) << ran.err;
}

}  // namespace
}  // namespace rocinfer_test
