// SPDX-License-Identifier: EUPL-1.2
#include "support/real_engine.h"
#include "support/temporary_folder.h"

#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <numeric>
#include <string>
#include <vector>

namespace inference {
namespace {

double dot(const std::vector<float>& a, const std::vector<float>& b) {
    return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
}

TEST(extensions, text_goes_through_the_tokeniser_and_back) {
    REQUIRE_ENGINE();
    auto model = support::load_bundled(support::on_the_cpu());
    ASSERT_TRUE(model);
    auto* tokeniser = model->extension<Tokeniser>();
    ASSERT_NE(tokeniser, nullptr);
    const std::string text = "The capital of France is Paris, 5 € — naïve 😀.";
    auto ids = tokeniser->tokenize(text);
    ASSERT_TRUE(ids);
    EXPECT_EQ(tokeniser->detokenize(*ids).value_or(""), text);
    EXPECT_EQ(tokeniser->count_tokens(text).value_or(0), ids->size());
    auto prompt = tokeniser->apply_chat_template(std::vector<Message>{{"user", "Hello"}});
    EXPECT_EQ(prompt.value_or(""), "<|im_start|>user\nHello<|im_end|>\n<|im_start|>assistant\n");
    auto special = tokeniser->tokenize("<|im_end|>", false, true);
    ASSERT_TRUE(special);
    EXPECT_EQ(special->size(), 1U);
    EXPECT_GT(tokeniser->tokenize("<|im_end|>", false, false)->size(), 1U);
}

TEST(extensions, embeddings_have_unit_length_and_tell_alike_from_unlike) {
    REQUIRE_ENGINE();
    LoadOptions options = support::on_the_cpu();
    options.use = ModelUse::embedding;
    auto model = support::load_bundled(options);
    ASSERT_TRUE(model);
    auto vectors = model->extension<Embedder>()->embed(std::vector<std::string>{
        "The capital of France is Paris.", "The capital of Spain is Madrid.", "7 + 5 = 12"});
    ASSERT_TRUE(vectors) << vectors.error().message;
    ASSERT_EQ(vectors->size(), 3U);
    for (const auto& vector : *vectors) {
        EXPECT_EQ(std::ssize(vector), model->info().hidden_size);
        EXPECT_NEAR(dot(vector, vector), 1.0, 1e-4);
    }
    EXPECT_GT(dot((*vectors)[0], (*vectors)[1]), dot((*vectors)[0], (*vectors)[2]));
    TokenStream refused = model->generate("hello");
    ASSERT_TRUE(refused.error());
    EXPECT_EQ(refused.error()->code, ErrorCode::unsupported);
}

TEST(extensions, reranking_gives_a_score_for_each_document) {
    REQUIRE_ENGINE();
    LoadOptions options = support::on_the_cpu();
    options.use = ModelUse::reranking;
    auto model = support::load_bundled(options);
    ASSERT_TRUE(model);
    auto scores = model->extension<Reranker>()->rerank(
        "capitals", std::vector<std::string>{"Paris", "A cow says moo.", "Rome"});
    ASSERT_TRUE(scores) << scores.error().message;
    EXPECT_EQ(scores->size(), 3U);
}

TEST(extensions, what_a_model_was_not_loaded_for_is_refused) {
    REQUIRE_ENGINE();
    auto model = support::load_bundled(support::on_the_cpu());
    ASSERT_TRUE(model);
    auto vectors = model->extension<Embedder>()->embed(std::vector<std::string>{"a"});
    ASSERT_FALSE(vectors);
    EXPECT_EQ(vectors.error().code, ErrorCode::unsupported);
    auto scores = model->extension<Reranker>()->rerank("a", std::vector<std::string>{"b"});
    ASSERT_FALSE(scores);
    EXPECT_EQ(scores.error().code, ErrorCode::unsupported);
}

TEST(extensions, a_restored_session_need_not_be_prefilled_again) {
    REQUIRE_ENGINE();
    const test_support::TemporaryFolder folder;
    const std::string file = folder.file("session.bin");
    const std::string story = "Once upon a time there was a dragon called Max. Max was very kind.";
    GenerateOptions options;
    options.max_tokens = 8;
    std::string undisturbed;
    {
        auto model = support::load_bundled(support::on_the_cpu());
        ASSERT_TRUE(model);
        auto saved = model->extension<SessionStore>()->save_session(story, file);
        ASSERT_TRUE(saved) << saved.error().message;
        undisturbed = model->generate(story + " One day", options).text().value_or("failed");
    }
    ASSERT_TRUE(std::filesystem::exists(file));
    auto model = support::load_bundled(support::on_the_cpu());
    ASSERT_TRUE(model);
    auto restored = model->extension<SessionStore>()->restore_session(file);
    ASSERT_TRUE(restored) << restored.error().message;
    TokenStream stream = model->generate(story + " One day", options);
    EXPECT_EQ(stream.text().value_or(""), undisturbed);
    EXPECT_GT(stream.metrics().cached_tokens, 10);
}

TEST(extensions, a_bad_session_file_is_refused_and_the_model_lives_on) {
    REQUIRE_ENGINE();
    const test_support::TemporaryFolder folder;
    auto model = support::load_bundled(support::on_the_cpu());
    ASSERT_TRUE(model);
    auto* sessions = model->extension<SessionStore>();
    EXPECT_EQ(sessions->restore_session(folder.file("none")).error().code, ErrorCode::io);
    std::ofstream(folder.file("garbage")) << "this is no session";
    EXPECT_FALSE(sessions->restore_session(folder.file("garbage")));
    EXPECT_FALSE(sessions->save_session("hello", "/nowhere/at/all"));
    EXPECT_EQ(model->generate("The capital of France is").text().value_or(""), " Paris.");
}

}  // namespace
}  // namespace inference
