// SPDX-License-Identifier: EUPL-1.2
#include "command_fixture.h"

#include <gmock/gmock.h>

#include <csignal>

namespace rocinfer_test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class chat_command : public CommandTest {};

class chat_terminal : public chat_command {
protected:
    void SetUp() override {
        chat_command::SetUp();
        setup.terminal = true;
    }
};

TEST_F(chat_command, one_turn_with_a_prompt) {
    const Ran ran = run({"chat", "-p", "What is the capital of France?"});
    EXPECT_EQ(ran.code, 0) << ran.err;
    EXPECT_THAT(ran.out, HasSubstr("Paris"));
}

TEST_F(chat_command, remembers_what_was_said_in_a_pipe) {
    const Ran ran = run({"chat"}, "My name is Prezun.\nWhat is my name?\n");
    EXPECT_EQ(ran.code, 0) << ran.err;
    std::istringstream lines(ran.out);
    std::string first;
    std::string second;
    std::getline(lines, first);
    std::getline(lines, second);
    EXPECT_THAT(second, HasSubstr("Prezun")) << ran.out;
}

TEST_F(chat_command, reset_forgets) {
    const Ran ran = run({"chat"}, "My name is Prezun.\n/reset\nWhat is my name?\n");
    EXPECT_EQ(ran.code, 0) << ran.err;
    EXPECT_THAT(ran.out.substr(ran.out.find('\n')), Not(HasSubstr("Prezun")));
}

TEST_F(chat_terminal, a_conversation_with_history_and_line_editing) {
    Subprocess command = start({"chat"});
    ASSERT_TRUE(command.read_until("> ")) << command.out();
    command.write("My name is Prezun.\r");
    ASSERT_TRUE(command.read_until("first token after")) << command.out();
    ASSERT_TRUE(command.read_until("> "));
    // Typed wrongly, and put right with the backspace key.
    command.write(
        "What is my nome\x7f\x7f\x7f"
        "ame?\r");
    ASSERT_TRUE(command.read_until("Your name is Prezun")) << command.out();
    ASSERT_TRUE(command.read_until("> "));
    command.write("/reset\r");
    ASSERT_TRUE(command.read_until("begins anew"));
    ASSERT_TRUE(command.read_until("> "));
    // The arrow key brings the line back.
    command.write("\x1b[A\x1b[A");
    ASSERT_TRUE(command.read_until("What is my name?")) << command.out();
    command.write("\r");
    ASSERT_TRUE(command.read_until("first token after"));
    ASSERT_TRUE(command.read_until("> "));
    command.write("/quit\r");
    EXPECT_EQ(command.wait(), 0) << command.out();
}

TEST_F(chat_terminal, ctrl_c_ends_an_answer_and_not_the_chat) {
    Subprocess command = start({"chat", "--ignore-eos", "-n", "900"});
    ASSERT_TRUE(command.read_until("> "));
    command.write("Tell me a story.\r");
    ASSERT_TRUE(command.read_until("nce")) << command.out();
    command.write("\x03");
    ASSERT_TRUE(command.read_until(", stopped")) << command.out();
    ASSERT_TRUE(command.read_until("> "));
    // At the prompt it is only a hint; Ctrl-D leaves.
    command.write("abc");
    ASSERT_TRUE(command.read_until("abc"));
    command.write("\x03");
    ASSERT_TRUE(command.read_until("Ctrl-D leaves")) << command.out();
    ASSERT_TRUE(command.read_until("> "));
    // Pressed in the moment in which the editor takes the terminal over, Ctrl-D is lost
    // (docs/history.md), or stands in the line, which Ctrl-U clears.
    for (int presses = 0; presses < 20; ++presses) {
        command.write(presses == 0 ? "\x04" : "\x15\x04");
        if (command.ended_within(std::chrono::seconds(3))) break;
    }
    EXPECT_EQ(command.wait(), 0) << command.out();
}

TEST_F(chat_terminal, keys_that_the_editor_does_not_need_type_nothing) {
    Subprocess command = start({"chat"});
    ASSERT_TRUE(command.read_until("> ")) << command.out();
    // Page up, F5, F1, insert and shift with an arrow; then to the beginning with ctrl.
    command.write("he\x1b[5~l\x1b[15~\x1bOP\x1b[2~p\x1b[1;2D\x1b[1;5D/\r");
    EXPECT_TRUE(command.read_until("/reset         forget")) << command.out();
    ASSERT_TRUE(command.read_until("> "));
    command.write("help\x1b[1;5D/\x1b[1;5Cx\r");
    EXPECT_TRUE(command.read_until("there is no command /helpx")) << command.out();
    ASSERT_TRUE(command.read_until("> "));
    command.write("/quit\r");
    EXPECT_EQ(command.wait(), 0) << command.out();
}

TEST_F(chat_terminal, takes_every_character_where_no_locale_is_set) {
    set("LC_ALL", "C");
    Subprocess command = start({"chat"});
    ASSERT_TRUE(command.read_until("> ")) << command.out();
    command.write("/größe€\r");
    EXPECT_TRUE(command.read_until("there is no command /größe€")) << command.out();
    ASSERT_TRUE(command.read_until("> "));
    command.write("/quit\r");
    EXPECT_EQ(command.wait(), 0) << command.out();
}

TEST_F(chat_terminal, ctrl_c_pressed_often_at_the_prompt_is_a_hint_only) {
    Subprocess command = start({"chat"});
    ASSERT_TRUE(command.read_until("> ")) << command.out();
    for (int presses = 0; presses < 200; ++presses) {
        command.signal(SIGINT);
        ASSERT_TRUE(comes_true([&] { return !command.has_pending(SIGINT); }));
    }
    ASSERT_TRUE(command.read_until("Ctrl-D leaves"));
    for (int presses = 0; presses < 20; ++presses) {
        command.write("\r/quit\r");
        if (command.ended_within(std::chrono::seconds(3))) break;
    }
    EXPECT_EQ(command.wait(), 0) << command.out();
}

TEST_F(chat_terminal, draws_and_colours_only_where_it_may) {
    const auto output = [&](const char* term, const char* no_colour) {
        set("TERM", term);
        set("NO_COLOR", no_colour);
        return run({"run", "-p", "The capital of France is"}).out;
    };
    const std::string coloured = output("xterm", "");
    EXPECT_THAT(coloured, HasSubstr("\x1b[2m"));
    EXPECT_THAT(coloured, HasSubstr("\r\x1b[K"));
    const std::string plain = output("xterm", "1");
    EXPECT_THAT(plain, HasSubstr("\r\x1b[K"));
    EXPECT_THAT(plain, Not(HasSubstr("\x1b[2m")));
    EXPECT_THAT(output("dumb", ""), Not(HasSubstr("\x1b")));
}

}  // namespace
}  // namespace rocinfer_test
