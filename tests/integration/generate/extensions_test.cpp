// SPDX-License-Identifier: EUPL-1.2
#include "support/gguf_writer.h"
#include "support/real_engine.h"
#include "support/temporary_folder.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
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

TEST(extensions, half_a_character_in_a_role_is_refused_though_the_content_has_the_rest) {
    REQUIRE_ENGINE();
    const auto model = support::load_bundled(support::on_the_cpu());
    ASSERT_TRUE(model);
    TokenStream stream = model->chat(std::vector<Message>{{"user\xC3", "\xA9 hello"}});
    EXPECT_FALSE(stream.next());
    ASSERT_TRUE(stream.error());
    EXPECT_EQ(stream.error()->code, ErrorCode::invalid_argument);
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

/// A LoRA adapter for the first layer's queries that pushes them far from where they were.
void write_adapter(const std::string& path, std::uint64_t width) {
    constexpr std::uint64_t kRank = 4;
    constexpr std::uint32_t kF32 = 0;
    test_support::GgufWriter writer;
    writer.text("general.type", "adapter")
        .text("general.architecture", "llama")
        .text("adapter.type", "lora")
        .f32("adapter.lora.alpha", float{kRank})
        .tensor("blk.0.attn_q.weight.lora_a", kF32, {width, kRank})
        .tensor("blk.0.attn_q.weight.lora_b", kF32, {kRank, width});
    std::ofstream file(path, std::ios::binary);
    file << writer.header();
    std::uint32_t state = 1;
    for (std::uint64_t i = 0; i < writer.data_bytes() / sizeof(float); ++i) {
        state = state * 1664525U + 1013904223U;
        const float value = static_cast<float>(state >> 16) / 32768.0F - 1.0F;
        file.write(reinterpret_cast<const char*>(&value), sizeof value);
    }
}

TEST(extensions, an_adapter_changes_the_answer_and_its_scale_is_set_per_request) {
    REQUIRE_ENGINE();
    const test_support::TemporaryFolder folder;
    const std::string file = folder.file("adapter, with a comma: and a colon.gguf");
    GenerateOptions options;
    options.max_tokens = 12;
    options.ignore_end_of_sequence = true;
    std::string plain;
    {
        auto model = support::load_bundled(support::on_the_cpu());
        ASSERT_TRUE(model);
        write_adapter(file, static_cast<std::uint64_t>(model->info().hidden_size));
        plain = model->generate("Once upon a time", options).text().value_or("failed");
        GenerateOptions without = options;
        without.adapter_scales = {1.0F};
        auto refused = model->generate("hello", without);
        ASSERT_TRUE(refused.error());
        EXPECT_EQ(refused.error()->code, ErrorCode::invalid_argument);
    }
    LoadOptions load = support::on_the_cpu();
    load.adapters = {{file, 1.0F}};
    auto model = support::load_bundled(load);
    ASSERT_TRUE(model);
    const std::string adapted = model->generate("Once upon a time", options).text().value_or("");
    EXPECT_NE(adapted, plain);
    options.adapter_scales = {0.0F};
    EXPECT_EQ(model->generate("Once upon a time", options).text().value_or(""), plain);
    options.adapter_scales = {1.0F};
    EXPECT_EQ(model->generate("Once upon a time", options).text().value_or(""), adapted);
}

TEST(extensions, a_missing_adapter_is_named) {
    REQUIRE_ENGINE();
    LoadOptions load = support::on_the_cpu();
    load.adapters = {{"/nowhere/adapter.gguf", 1.0F}};
    auto model = load_model(support::bundled_model(), load);
    ASSERT_FALSE(model);
    EXPECT_NE(model.error().message.find("/nowhere/adapter.gguf"), std::string::npos)
        << model.error().message;
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
