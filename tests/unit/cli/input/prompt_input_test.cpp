// SPDX-License-Identifier: EUPL-1.2
#include "input/prompt_input.h"

#include "support/temporary_folder.h"
#include "unit/cli/fixture.h"

#include <gmock/gmock.h>

#include <fstream>

namespace rocinfer_cli {
namespace {

using ::testing::HasSubstr;

class prompt_input : public fake::CommandTest {
protected:
    inference::Result<std::string> take() {
        Status status(console, false);
        return take_prompt(sources, console, status);
    }
    test_support::TemporaryFolder folder;
    PromptSources sources;
};

TEST_F(prompt_input, what_is_piped_in_follows_the_text) {
    sources.text = "Summarise:";
    in.text = "one\ntwo\n";
    EXPECT_EQ(take().value(), "Summarise:\none\ntwo");
}

TEST_F(prompt_input, nothing_piped_in_adds_nothing) {
    sources.text = "Hello";
    EXPECT_EQ(take().value(), "Hello");
}

TEST_F(prompt_input, a_terminal_is_not_read_where_there_is_a_text) {
    be_a_terminal();
    sources.text = "Hello";
    in.text = "typed for the shell\n";
    EXPECT_EQ(take().value(), "Hello");
    EXPECT_EQ(in.text, "typed for the shell\n");
}

TEST_F(prompt_input, files_stand_between_the_text_and_stdin) {
    const std::string file = folder.path() / "a.txt";
    std::ofstream(file) << "from a file\n";
    sources.text = "Compare:";
    sources.files = {file, file};
    in.text = "piped";
    EXPECT_EQ(take().value(), "Compare:\nfrom a file\nfrom a file\npiped");
    sources = {.text = "@" + file, .files = {}};
    in.text.clear();
    EXPECT_EQ(take().value(), "from a file");
}

TEST_F(prompt_input, what_never_ends_is_refused_at_its_limit) {
    sources.files = {"/dev/zero"};
    const auto endless = take();
    ASSERT_FALSE(endless);
    EXPECT_THAT(endless.error().message, HasSubstr("/dev/zero: is longer than 64.0 MiB"));
}

TEST_F(prompt_input, bytes_alone_prove_that_a_prompt_can_t_fit) {
    EXPECT_TRUE(check_prompt_fits(1024 * 1024, 1024));
    const auto too_long = check_prompt_fits(1024 * 1024 + 1, 1024);
    ASSERT_FALSE(too_long);
    EXPECT_EQ(too_long.error().code, inference::ErrorCode::context_exceeded);
    EXPECT_TRUE(check_prompt_fits(kMostTextBytes, 0));
}

}  // namespace
}  // namespace rocinfer_cli
