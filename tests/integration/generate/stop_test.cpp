// SPDX-License-Identifier: EUPL-1.2
#include "support/real_engine.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <stop_token>
#include <thread>

namespace inference {
namespace {

using namespace std::chrono_literals;

class stopping : public ::testing::Test {
protected:
    void SetUp() override {
        REQUIRE_ENGINE();
        model_ = support::load_bundled(support::on_the_cpu());
        ASSERT_TRUE(model_);
    }

    GenerateOptions endless() {
        GenerateOptions options;
        options.max_tokens = 100'000;
        options.ignore_end_of_sequence = true;
        return options;
    }
    // The only slot must be free again, or this would wait for ever.
    void expect_slot_free() {
        GenerateOptions options;
        options.deadline = std::chrono::steady_clock::now() + 20s;
        auto text = model_->generate("The capital of France is", options).text();
        ASSERT_TRUE(text) << text.error().message;
        EXPECT_EQ(*text, " Paris.");
    }

    std::unique_ptr<TextModel> model_;
};

TEST_F(stopping, a_stop_string_ends_the_text_before_it) {
    GenerateOptions options;
    options.stop = {"ris."};
    TokenStream stream = model_->generate("The capital of France is", options);
    EXPECT_EQ(stream.text().value(), " Pa");
    EXPECT_EQ(stream.stop_reason(), StopReason::stop_string);
}

TEST_F(stopping, a_stop_string_that_does_not_come_changes_nothing) {
    GenerateOptions options;
    options.stop = {" Paris. "};  // held back until the text can't become it any more
    TokenStream stream = model_->generate("The capital of France is", options);
    EXPECT_EQ(stream.text().value(), " Paris.");
    EXPECT_EQ(stream.stop_reason(), StopReason::end_of_sequence);
}

TEST_F(stopping, the_limit_in_the_middle_of_a_possible_stop_string_loses_no_text) {
    GenerateOptions options;
    options.stop = {" Paris. "};
    options.max_tokens = 1;
    TokenStream stream = model_->generate("The capital of France is", options);
    EXPECT_EQ(stream.text().value(), " Paris");
    EXPECT_EQ(stream.stop_reason(), StopReason::limit);
}

TEST_F(stopping, the_limit_after_a_control_token_shows_no_more_text_than_a_stream_does) {
    constexpr TokenId kControl = 1;  // the bundled model's <|im_start|>
    GenerateOptions options;
    options.logit_bias = {{kControl, 100.0F}};
    options.max_tokens = 3;
    for (const std::vector<std::string>& stop : {std::vector<std::string>{}, {"zzzzqqq"}}) {
        options.stop = stop;
        TokenStream stream = model_->generate("The capital of France is", options);
        EXPECT_EQ(stream.text().value(), "");
        EXPECT_EQ(stream.metrics().generated_tokens, 3);
    }
}

TEST_F(stopping, an_empty_prompt_is_an_error_where_the_vocabulary_puts_nothing_before_it) {
    TokenStream stream = model_->generate("");
    EXPECT_FALSE(stream.next());
    ASSERT_TRUE(stream.error());
    EXPECT_EQ(stream.error()->code, ErrorCode::invalid_argument);
    EXPECT_THAT(stream.error()->message, testing::HasSubstr("the prompt is empty"));
}

TEST_F(stopping, a_stop_token_ends_the_stream_and_is_not_yielded) {
    auto full_stop = model_->extension<Tokeniser>()->tokenize(".", false);
    ASSERT_TRUE(full_stop);
    ASSERT_EQ(full_stop->size(), 1U);
    GenerateOptions options;
    options.stop_tokens = *full_stop;
    TokenStream stream = model_->generate("The capital of France is", options);
    EXPECT_EQ(stream.text().value(), " Paris");
    EXPECT_EQ(stream.stop_reason(), StopReason::stop_token);
    EXPECT_FALSE(stream.error());
    EXPECT_EQ(stream.metrics().generated_tokens, 1);
    expect_slot_free();
}

TEST_F(stopping, the_limit_is_exact) {
    GenerateOptions options = endless();
    options.max_tokens = 17;
    TokenStream stream = model_->generate("Once upon a time", options);
    int tokens = 0;
    while (stream.next())
        ++tokens;
    EXPECT_EQ(tokens, 17);
    EXPECT_EQ(stream.stop_reason(), StopReason::limit);
}

TEST_F(stopping, a_full_context_ends_at_the_limit) {
    TokenStream stream = model_->generate(std::vector<TokenId>(500, 300), endless());
    int tokens = 0;
    while (stream.next())
        ++tokens;
    EXPECT_FALSE(stream.error());
    EXPECT_EQ(stream.stop_reason(), StopReason::limit);
    EXPECT_GT(tokens, 0);
    EXPECT_LT(tokens, 20);
}

TEST_F(stopping, cancel_from_another_thread_ends_a_waiting_stream) {
    TokenStream stream = model_->generate("Once upon a time", endless());
    ASSERT_TRUE(stream.next());
    std::jthread other([&] { stream.cancel(); });
    while (stream.next()) {
    }
    ASSERT_TRUE(stream.error());
    EXPECT_EQ(stream.error()->code, ErrorCode::cancelled);
    EXPECT_EQ(stream.stop_reason(), StopReason::none);
    expect_slot_free();
}

TEST_F(stopping, a_stop_token_of_the_caller_cancels) {
    std::stop_source source;
    GenerateOptions options = endless();
    options.cancel = source.get_token();
    TokenStream stream = model_->generate("Once upon a time", options);
    ASSERT_TRUE(stream.next());
    source.request_stop();
    while (stream.next()) {
    }
    EXPECT_EQ(stream.error()->code, ErrorCode::cancelled);
}

TEST_F(stopping, a_stop_token_that_is_already_triggered_cancels_at_once) {
    std::stop_source source;
    source.request_stop();
    GenerateOptions options = endless();
    options.cancel = source.get_token();
    TokenStream stream = model_->generate("Once upon a time", options);
    EXPECT_FALSE(stream.next());
    EXPECT_EQ(stream.error()->code, ErrorCode::cancelled);
}

TEST_F(stopping, a_deadline_ends_the_stream) {
    GenerateOptions options = endless();
    options.max_tokens = 400;
    options.deadline = std::chrono::steady_clock::now() + 30ms;
    TokenStream stream = model_->generate("Once upon a time", options);
    while (stream.next())
        std::this_thread::sleep_until(*options.deadline);
    ASSERT_TRUE(stream.error());
    EXPECT_EQ(stream.error()->code, ErrorCode::deadline_exceeded);
    expect_slot_free();
}

TEST_F(stopping, a_dropped_stream_frees_its_slot) {
    {
        TokenStream stream = model_->generate("Once upon a time", endless());
        ASSERT_TRUE(stream.next());
    }
    EXPECT_EQ(model_->last_error()->code, ErrorCode::cancelled);
    expect_slot_free();
}

TEST_F(stopping, a_stream_outlives_its_model_with_an_error) {
    TokenStream stream = model_->generate("Once upon a time", endless());
    ASSERT_TRUE(stream.next());
    model_.reset();
    while (stream.next()) {
    }
    ASSERT_TRUE(stream.error());
    EXPECT_EQ(stream.error()->code, ErrorCode::closed);
}

TEST_F(stopping, a_closed_model_refuses_every_call) {
    ASSERT_TRUE(model_->close());
    ASSERT_TRUE(model_->close());
    TokenStream stream = model_->generate("hello");
    EXPECT_FALSE(stream.next());
    EXPECT_EQ(stream.error()->code, ErrorCode::closed);
    EXPECT_EQ(model_->classify(std::vector<Prompt>{"a"}).error().code, ErrorCode::closed);
    EXPECT_EQ(model_->extension<Tokeniser>()->tokenize("a").error().code, ErrorCode::closed);
}

TEST_F(stopping, options_out_of_range_are_the_streams_error) {
    GenerateOptions options;
    options.max_tokens = 0;
    TokenStream stream = model_->generate("hello", options);
    EXPECT_FALSE(stream.next());
    EXPECT_EQ(stream.error()->code, ErrorCode::invalid_argument);
}

}  // namespace
}  // namespace inference
