// SPDX-License-Identifier: EUPL-1.2
#include "support/bare_server.h"
#include "support/real_engine.h"

#include <inference/rocm/discovery.h>
#include <inference/rocm/engine.h>

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

namespace inference {
namespace {

namespace fs = std::filesystem;

// Made by scripts/make-test-models: one small random-weight model for each architecture that
// llama.cpp knows. They have no vocabulary: prompts are token ids.
std::string folder() {
    const char* named = std::getenv("ROCINFER_TEST_MODELS");
    return named != nullptr ? named : ROCINFER_BINARY_DIR "/test-models";
}

bool made() {
    return fs::exists(folder() + "/llama-dense.gguf");
}

#define REQUIRE_MODELS() \
    if (!made()) GTEST_SKIP() << "needs the models that scripts/make-test-models makes"

TEST(architectures, every_one_of_the_131_is_listed) {
    REQUIRE_MODELS();
    auto found = rocm::discover_models(folder());
    ASSERT_TRUE(found) << found.error().message;
    EXPECT_TRUE(found->unreadable.empty());
    std::size_t files = 0;
    for (const auto& entry : fs::directory_iterator(folder())) {
        files += entry.path().extension() == ".gguf";
    }
    EXPECT_GE(files, 131U);
    EXPECT_EQ(found->models.size(), files);
    for (const ModelInfo& model : found->models) {
        EXPECT_FALSE(model.architecture.empty()) << model.path;
    }
}

// ROCINFER_TEST_ALL_MODELS=1 takes them all (minutes); else a spread.
std::vector<std::string> chosen() {
    std::vector<std::string> files;
    for (const auto& entry : fs::directory_iterator(folder())) {
        if (entry.path().extension() == ".gguf") files.push_back(entry.path().string());
    }
    std::ranges::sort(files);
    if (std::getenv("ROCINFER_TEST_ALL_MODELS") != nullptr) return files;
    std::vector<std::string> spread;
    for (std::size_t i = 0; i < files.size(); i += 9)
        spread.push_back(files[i]);
    return spread;
}

TEST(architectures, greedy_ids_equal_the_bare_servers) {
    REQUIRE_ENGINE();
    REQUIRE_MODELS();
    const auto engine = rocm::find_engine();
    const std::vector<TokenId> prompt{5, 17, 33, 2, 9, 101, 64};
    int compared = 0;
    int beyond_the_server = 0;
    for (const std::string& file : chosen()) {
        std::vector<int> expected;
        {
            const support::BareServer bare(engine->path, file, 1, 128);
            if (bare.ready()) expected = bare.greedy(prompt, 16);
        }
        if (expected.empty()) {  // the bare server can't load or complete it
            ++beyond_the_server;
            continue;
        }
        auto model = load_model(file, support::on_the_cpu(1, 128));
        ASSERT_TRUE(model) << file << ": " << model.error().message << model.error().detail;
        GenerateOptions options;
        options.max_tokens = 16;
        TokenStream stream = (*model)->generate(prompt, options);
        std::vector<int> ids;
        while (auto token = stream.next())
            ids.push_back(token->id);
        EXPECT_FALSE(stream.error()) << file << ": " << stream.error()->message;
        EXPECT_EQ(ids, expected) << file;
        ++compared;
    }
    std::printf("compared %d, beyond the bare server %d\n", compared, beyond_the_server);
    EXPECT_GT(compared, 5);
}

TEST(architectures, a_model_without_a_chat_template_can_not_chat_and_says_so) {
    REQUIRE_ENGINE();
    REQUIRE_MODELS();
    auto model = load_model(folder() + "/llama-dense.gguf", support::on_the_cpu(1, 128));
    ASSERT_TRUE(model) << model.error().message;
    TokenStream stream = (*model)->chat(std::vector<Message>{{"user", "hello"}});
    EXPECT_FALSE(stream.next());
    ASSERT_TRUE(stream.error());
    EXPECT_EQ(stream.error()->code, ErrorCode::unsupported);
    EXPECT_NE(stream.error()->message.find("chat template"), std::string::npos);
}

}  // namespace
}  // namespace inference
