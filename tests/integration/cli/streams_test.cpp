// SPDX-License-Identifier: EUPL-1.2
#include "command_fixture.h"

#include <gmock/gmock.h>

namespace rocinfer_test {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;

class streams : public CommandTest {
protected:
    // In a shell, with its redirections after the command.
    Ran redirected(const std::string& redirection, const Arguments& arguments,
                   const std::string& input = "") const {
        Subprocess::Setup shell = setup;
        shell.executable = "/bin/sh";
        shell.arguments = {"-c", "exec \"$0\" \"$@\" " + redirection, setup.executable};
        shell.arguments.insert(shell.arguments.end(), arguments.begin(), arguments.end());
        Subprocess command(shell);
        command.write(input);
        command.close_stdin();
        const int code = command.wait();
        return {code, command.out(), command.err()};
    }
};

class every_command : public streams, public ::testing::WithParamInterface<const char*> {
protected:
    // As a person types it; MODEL and FOLDER are the bundled one's.
    static Arguments arguments() {
        const std::string model = support::bundled_model();
        Arguments all;
        std::istringstream words(GetParam());
        for (std::string word; words >> word;) {
            if (word == "MODEL") word = model;
            if (word == "FOLDER") word = std::filesystem::path(model).parent_path();
            all.push_back(word);
        }
        return all;
    }
};

TEST_P(every_command, says_that_its_output_is_lost) {
    for (const char* redirection : {">/dev/full", ">&-"}) {
        const bool is_batch = GetParam() == std::string("batch -q");
        const Ran ran =
            redirected(redirection, arguments(), is_batch ? "{\"prompt\": \"Hello\"}\n" : "");
        EXPECT_EQ(ran.code, 1) << redirection;
        const std::string reason =
            redirection == std::string(">&-") ? "Bad file descriptor" : "No space left on device";
        EXPECT_THAT(ran.err, HasSubstr("rocinfer: "));
        EXPECT_THAT(ran.err, EndsWith("can't be written: " + reason + "\n"));
    }
}

INSTANTIATE_TEST_SUITE_P(
    cli, every_command,
    ::testing::Values("--help", "--version", "run --help", "run -q -p Hello -n 1",
                      "chat -q -p Hello -n 1", "batch -q", "classify -q -p Hello",
                      "embed -q -p Hello", "tokenize -q -p Hello",
                      "bench -q --prompt-tokens 8 --tokens 2 --streams 1 --repeat 1",
                      "models FOLDER", "models FOLDER --json", "inspect MODEL",
                      "inspect MODEL --json", "fit MODEL --vram 1GiB",
                      "fit FOLDER --vram 1GiB --json", "gpus", "gpus --json",
                      "gpus --watch --count 2 --interval 0.05", "doctor", "doctor --json"));

TEST_F(streams, a_reader_that_has_gone_is_told_nothing) {
    const Ran ran = redirected("| true", {"inspect", support::bundled_model(), "--json"});
    EXPECT_EQ(ran.err, "");
}

TEST_F(streams, a_closed_stdin_is_an_empty_one) {
    const Ran ran = redirected("<&-", {"run", "-q"});
    EXPECT_EQ(ran.code, 2);
    EXPECT_THAT(ran.err, HasSubstr("the prompt is empty"));
    const Ran chat = redirected("<&-", {"chat", "-q"});
    EXPECT_EQ(chat.code, 0) << chat.err;
}

TEST_F(streams, a_closed_stderr_spoils_no_answer) {
    const Ran closed = redirected("2>&-", {"run", "-p", "The capital of France is", "-n", "4"});
    EXPECT_EQ(closed.code, 0);
    EXPECT_EQ(closed.out, run({"run", "-p", "The capital of France is", "-n", "4"}).out);
    const Ran all =
        redirected("<&- >&- 2>&-", {"run", "-p", "The capital of France is", "-n", "4"});
    EXPECT_EQ(all.code, 1);
}

}  // namespace
}  // namespace rocinfer_test
