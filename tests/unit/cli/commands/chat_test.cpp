// SPDX-License-Identifier: EUPL-1.2
#include "commands/chat.h"

#include "unit/cli/fixture.h"

#include <gmock/gmock.h>

#include <csignal>

namespace rocinfer_cli {
namespace {

using inference::Error;
using inference::ErrorCode;
using inference::Message;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

class chat_command : public fake::CommandTest {
protected:
    chat_command() {
        request.model.path = "some.gguf";
        say({"Hello", "!"});
    }

    int talk(std::string lines) {
        in.text = std::move(lines);
        PlainLineReader reader(in, nullptr);
        return chat(request, reader, around());
    }

    ChatRequest request;
};

TEST_F(chat_command, keeps_the_history_of_the_conversation) {
    request.system = "be brief";
    EXPECT_EQ(talk("hi\nand you?\n"), 0);
    ASSERT_EQ(engine.conversations.size(), 2U);
    EXPECT_THAT(engine.conversations[0],
                ElementsAre(Message{"system", "be brief"}, Message{"user", "hi"}));
    EXPECT_THAT(engine.conversations[1],
                ElementsAre(Message{"system", "be brief"}, Message{"user", "hi"},
                            Message{"assistant", "Hello!"}, Message{"user", "and you?"}));
    EXPECT_EQ(out.text, "Hello!\nHello!\n");
    EXPECT_EQ(engine.closed, 1);
}

TEST_F(chat_command, one_turn_with_a_prompt) {
    request.prompt.text = "hi";
    EXPECT_EQ(talk("not read\n"), 0);
    EXPECT_EQ(engine.conversations.size(), 1U);
    EXPECT_EQ(out.text, "Hello!");
}

TEST_F(chat_command, reset_forgets_the_turns_and_keeps_the_system_message) {
    EXPECT_EQ(talk("/system be brief\nhi\n/reset\nagain\n"), 0);
    ASSERT_EQ(engine.conversations.size(), 2U);
    EXPECT_THAT(engine.conversations[1],
                ElementsAre(Message{"system", "be brief"}, Message{"user", "again"}));
}

TEST_F(chat_command, system_without_a_text_takes_the_message_away) {
    request.system = "be brief";
    EXPECT_EQ(talk("/system\nhi\n"), 0);
    EXPECT_THAT(engine.conversations.at(0), ElementsAre(Message{"user", "hi"}));
}

TEST_F(chat_command, quit_ends_it_and_blank_lines_are_no_turns) {
    EXPECT_EQ(talk("\n   \n/quit\nhi\n"), 0);
    EXPECT_TRUE(engine.conversations.empty());
}

TEST_F(chat_command, an_unknown_command_is_not_sent_but_two_slashes_are_a_text) {
    EXPECT_EQ(talk("/nope\n//etc/passwd\n"), 0);
    EXPECT_THAT(err.text, HasSubstr("there is no command /nope"));
    EXPECT_THAT(engine.conversations.at(0), ElementsAre(Message{"user", "/etc/passwd"}));
}

TEST_F(chat_command, ctrl_c_ends_the_turn_only_and_the_partial_answer_stays_in_the_history) {
    be_a_terminal();
    engine.script.before_token = [&](std::size_t at) {
        if (at == 1 && engine.conversations.size() == 1) interrupts.trigger(SIGINT);
    };
    EXPECT_EQ(talk("hi\nagain\n"), 0);
    ASSERT_EQ(engine.conversations.size(), 2U);
    EXPECT_THAT(engine.conversations[1],
                ElementsAre(Message{"user", "hi"}, Message{"assistant", "Hello"},
                            Message{"user", "again"}));
}

TEST_F(chat_command, ctrl_c_before_the_first_token_takes_the_question_back) {
    be_a_terminal();
    engine.script.before_token = [&](std::size_t) {
        if (engine.conversations.size() == 1) interrupts.trigger(SIGINT);
    };
    EXPECT_EQ(talk("hi\nagain\n"), 0);
    EXPECT_THAT(engine.conversations.at(1), ElementsAre(Message{"user", "again"}));
}

TEST_F(chat_command, sigterm_ends_all_of_it) {
    be_a_terminal();
    engine.script.before_token = [&](std::size_t) { interrupts.trigger(SIGTERM); };
    EXPECT_EQ(talk("hi\nagain\n"), 143);
    EXPECT_EQ(engine.conversations.size(), 1U);
    EXPECT_EQ(engine.closed, 1);
}

TEST_F(chat_command, ctrl_c_in_one_turn_with_a_prompt_is_130) {
    request.prompt.text = "hi";
    engine.script.before_token = [&](std::size_t) { interrupts.trigger(SIGINT); };
    EXPECT_EQ(talk(""), 130);
}

TEST_F(chat_command, ctrl_c_ends_a_script_s_chat_altogether) {
    engine.script.before_token = [&](std::size_t at) {
        if (at == 1) interrupts.trigger(SIGINT);
    };
    EXPECT_EQ(talk("hi\nagain\n"), 130);
    EXPECT_EQ(engine.conversations.size(), 1U);
}

TEST_F(chat_command, a_person_may_go_on_after_an_error_a_script_may_not) {
    engine.script.error = Error{ErrorCode::context_exceeded, "llamacpp: too long", {}};
    engine.script.tokens.clear();
    EXPECT_EQ(talk("hi\nagain\n"), 1);
    EXPECT_EQ(engine.conversations.size(), 1U);
    be_a_terminal();
    EXPECT_EQ(talk("hi\nagain\n"), 0);
    ASSERT_EQ(engine.conversations.size(), 3U);
    EXPECT_THAT(engine.conversations[2], ElementsAre(Message{"user", "again"}));
}

TEST_F(chat_command, a_full_context_is_met_with_a_hint_at_reset) {
    engine.script.error = Error{ErrorCode::context_exceeded, "llamacpp: too long", {}};
    EXPECT_EQ(talk("hi\n"), 1);
    EXPECT_THAT(err.text, Not(HasSubstr("/reset forgets")));
    be_a_terminal();
    EXPECT_EQ(talk("hi\n"), 0);
    EXPECT_THAT(err.text, HasSubstr("too long\n/reset forgets the conversation"));
}

TEST_F(chat_command, at_a_person_s_prompt_any_number_of_ctrl_c_is_one) {
    be_a_terminal();
    class Pressed final : public LineReader {
    public:
        explicit Pressed(Interrupts& interrupts) : interrupts_(interrupts) {}
        ReadStatus read(const std::string&, std::string&) override {
            if (asked_++ > 0) return ReadStatus::end;
            EXPECT_TRUE(interrupts_.trigger(SIGINT));
            EXPECT_TRUE(interrupts_.trigger(SIGINT));
            return ReadStatus::interrupted;
        }

    private:
        Interrupts& interrupts_;
        int asked_ = 0;
    } lines(interrupts);
    EXPECT_EQ(chat(request, lines, around()), 0);
    // The chat is over: whoever presses it twice now wants to be out.
    EXPECT_TRUE(interrupts.trigger(SIGINT));
    EXPECT_FALSE(interrupts.trigger(SIGINT));
}

TEST_F(chat_command, a_model_without_a_template_ends_it_even_for_a_person) {
    be_a_terminal();
    engine.script.error = Error{ErrorCode::unsupported, "llamacpp: no chat template", {}};
    EXPECT_EQ(talk("hi\nagain\n"), 1);
    EXPECT_EQ(engine.conversations.size(), 1U);
    EXPECT_THAT(err.text, HasSubstr("`rocinfer run`"));
    EXPECT_THAT(err.text, HasSubstr("`-- --chat-template NAME`"));
}

TEST_F(chat_command, a_closed_pipe_ends_it_quietly) {
    out.close_after = 3;
    EXPECT_EQ(talk("hi\nagain\n"), 0);
    EXPECT_EQ(engine.conversations.size(), 1U);
}

TEST_F(chat_command, a_line_that_is_not_utf8_is_not_sent) {
    EXPECT_EQ(talk("a\xFFz\n"), 2);
    EXPECT_TRUE(engine.conversations.empty());
}

}  // namespace
}  // namespace rocinfer_cli
