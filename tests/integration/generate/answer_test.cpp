// SPDX-License-Identifier: EUPL-1.2
#include "support/real_engine.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace inference {
namespace {

using ::testing::HasSubstr;

class answers : public ::testing::Test {
protected:
    void SetUp() override {
        REQUIRE_ENGINE();
        model_ = support::load_bundled(support::on_the_cpu());
        ASSERT_TRUE(model_);
    }

    std::string complete(const Prompt& prompt, GenerateOptions options = {}) {
        auto text = model_->generate(prompt, std::move(options)).text();
        if (!text) ADD_FAILURE() << text.error().message;
        return text.value_or("");
    }
    std::string say(const std::vector<Message>& messages) {
        auto text = model_->chat(messages).text();
        if (!text) ADD_FAILURE() << text.error().message;
        return text.value_or("");
    }

    std::unique_ptr<TextModel> model_;
};

TEST_F(answers, the_capital_of_france_is_paris) {
    EXPECT_EQ(complete("The capital of France is"), " Paris.");
}

TEST_F(answers, a_prompt_of_ids_says_the_same_as_its_text) {
    auto* tokeniser = model_->extension<Tokeniser>();
    ASSERT_NE(tokeniser, nullptr);
    auto ids = tokeniser->tokenize("The capital of Japan is");
    ASSERT_TRUE(ids) << ids.error().message;
    EXPECT_EQ(complete(*ids), complete("The capital of Japan is"));
    EXPECT_THAT(complete(*ids), HasSubstr("Tokyo"));
}

TEST_F(answers, chat_goes_through_the_models_own_template) {
    EXPECT_THAT(say({{"user", "What is the capital of Japan?"}}), HasSubstr("Tokyo"));
}

TEST_F(answers, chat_remembers_the_turn_before) {
    EXPECT_THAT(say({{"user", "My name is Ada."},
                     {"assistant", "Nice to meet you, Ada."},
                     {"user", "What is my name?"}}),
                HasSubstr("Ada"));
}

TEST_F(answers, a_story_ends_by_itself) {
    GenerateOptions options;
    options.max_tokens = 400;
    TokenStream stream = model_->generate("Once upon a time", options);
    auto text = stream.text();
    ASSERT_TRUE(text) << text.error().message;
    EXPECT_EQ(stream.stop_reason(), StopReason::end_of_sequence);
    EXPECT_GT(stream.metrics().generated_tokens, 20);
    EXPECT_LT(stream.metrics().generated_tokens, 400);
}

TEST_F(answers, every_token_has_its_real_id) {
    auto* tokeniser = model_->extension<Tokeniser>();
    ASSERT_NE(tokeniser, nullptr);
    int tokens = 0;
    for (const Token& token : model_->generate("The capital of Peru is")) {
        ++tokens;
        auto text = tokeniser->detokenize({{token.id}});
        ASSERT_TRUE(text);
        if (!token.text.empty()) {
            EXPECT_EQ(*text, token.text);
        }
    }
    EXPECT_GE(tokens, 2);
}

TEST_F(answers, characters_over_several_tokens_are_whole_and_no_id_is_lost) {
    GenerateOptions options;
    options.grammar = "root ::= \"aé€b\"";
    TokenStream stream = model_->generate("hello", options);
    std::string text;
    std::vector<TokenId> ids;
    while (auto token = stream.next()) {
        text += token->text;
        ids.push_back(token->id);
    }
    ASSERT_FALSE(stream.error()) << stream.error()->message;
    EXPECT_EQ(text, "aé€b");
    auto* tokeniser = model_->extension<Tokeniser>();
    auto expected = tokeniser->tokenize("aé€b", false, false);
    ASSERT_TRUE(expected);
    EXPECT_GT(expected->size(), 4U) << "the characters are one token each: this proves nothing";
    if (ids.size() > expected->size()) ids.pop_back();  // the end of the sequence
    EXPECT_EQ(ids, *expected);
}

TEST_F(answers, metrics_are_the_servers_own_and_the_models_last_call) {
    TokenStream stream = model_->generate("The capital of France is");
    ASSERT_TRUE(stream.text());
    const GenerateMetrics metrics = stream.metrics();
    EXPECT_EQ(metrics.prompt_tokens, 5);
    EXPECT_EQ(metrics.generated_tokens, 3);
    EXPECT_GT(metrics.prefill.count(), 0);
    EXPECT_GT(metrics.time_to_first_token.count(), 0);
    EXPECT_GE(metrics.total, metrics.time_to_first_token);
    EXPECT_GT(metrics.prefill_tokens_per_second, 0);
    EXPECT_EQ(model_->metrics().generated_tokens, 3);
    EXPECT_FALSE(model_->last_error());
    ASSERT_TRUE(model_->generate("The capital of France is").text());
    EXPECT_GT(model_->metrics().cached_tokens, 0);
}

TEST_F(answers, the_same_seed_says_the_same_and_another_says_something_else) {
    GenerateOptions options;
    options.temperature = 5.0F;
    options.max_tokens = 30;
    options.ignore_end_of_sequence = true;
    options.seed = 7;
    const std::string first = complete("Once upon a time", options);
    EXPECT_EQ(complete("Once upon a time", options), first);
    options.seed = 8;
    EXPECT_NE(complete("Once upon a time", options), first);
}

TEST_F(answers, a_banned_token_is_never_said_and_a_forced_one_always) {
    auto* tokeniser = model_->extension<Tokeniser>();
    auto paris = tokeniser->tokenize(" Paris", false);
    ASSERT_TRUE(paris);
    GenerateOptions options;
    options.logit_bias = {{paris->front(), -100.0F}};
    EXPECT_EQ(complete("The capital of France is", options).find("Paris"), std::string::npos);
    options.logit_bias = {{paris->front(), 100.0F}};
    options.max_tokens = 3;
    EXPECT_EQ(complete("The capital of Japan is", options), " Paris Paris Paris");
}

TEST_F(answers, a_schema_binds_the_text) {
    GenerateOptions options;
    options.json_schema =
        R"({"type":"object","properties":{"n":{"type":"integer","minimum":0,"maximum":9}},)"
        R"("required":["n"],"additionalProperties":false})";
    options.max_tokens = 60;
    const std::string text = complete("2 + 3 =", options);
    EXPECT_THAT(text, ::testing::MatchesRegex("\\{\\s*\"n\"\\s*:\\s*[0-9]\\s*\\}"));
}

TEST_F(answers, log_probabilities_come_where_asked_for) {
    GenerateOptions options;
    EXPECT_FALSE(model_->generate("The capital of France is").next()->logprob);
    options.logprobs = true;
    TokenStream stream = model_->generate("The capital of France is", options);
    auto token = stream.next();
    ASSERT_TRUE(token);
    ASSERT_TRUE(token->logprob);
    EXPECT_LE(*token->logprob, 0.0F);
    EXPECT_GT(*token->logprob, -1.0F);
}

TEST_F(answers, the_prefill_of_a_long_prompt_is_reported) {
    GenerateOptions options;
    options.max_tokens = 1;
    std::vector<PrefillProgress> seen;
    options.on_prefill = [&](const PrefillProgress& progress) { seen.push_back(progress); };
    ASSERT_TRUE(model_->generate(std::vector<TokenId>(400, 300), options).text());
    ASSERT_FALSE(seen.empty());
    EXPECT_EQ(seen.back().total, 400);
    EXPECT_EQ(seen.back().processed, 400);
}

TEST_F(answers, a_prompt_beyond_the_context_is_refused_with_both_figures) {
    TokenStream stream = model_->generate(std::vector<TokenId>(600, 300));
    EXPECT_FALSE(stream.next());
    ASSERT_TRUE(stream.error());
    EXPECT_EQ(stream.error()->code, ErrorCode::context_exceeded);
    EXPECT_THAT(stream.error()->message, HasSubstr("600"));
    EXPECT_THAT(stream.error()->message, HasSubstr("512"));
}

TEST_F(answers, bad_requests_are_refused_and_the_model_lives_on) {
    GenerateOptions options;
    options.grammar = "this is no grammar";
    TokenStream grammar = model_->generate("hello", options);
    EXPECT_FALSE(grammar.next());
    ASSERT_TRUE(grammar.error());
    EXPECT_EQ(grammar.error()->code, ErrorCode::invalid_argument);

    TokenStream id = model_->generate({999'999});
    EXPECT_FALSE(id.next());
    ASSERT_TRUE(id.error());
    EXPECT_EQ(id.error()->code, ErrorCode::invalid_argument);

    TokenStream bytes = model_->generate("\xff\xfe");
    ASSERT_TRUE(bytes.error());
    EXPECT_THAT(bytes.error()->message, HasSubstr("UTF-8"));
    EXPECT_TRUE(model_->last_error());

    EXPECT_EQ(complete("The capital of France is"), " Paris.");
}

TEST_F(answers, info_tells_what_was_loaded) {
    const ModelInfo info = model_->info();
    EXPECT_EQ(model_->model_type(), "llama");
    EXPECT_EQ(info.architecture, "llama");
    EXPECT_EQ(info.backend, "llama_cpp");
    EXPECT_EQ(info.context_length, 512);
    EXPECT_EQ(info.parallel_slots, 1);
    EXPECT_EQ(info.device, "CPU");
    EXPECT_FALSE(info.engine.empty());
}

}  // namespace
}  // namespace inference
