// SPDX-License-Identifier: EUPL-1.2
#include "support/bare_server.h"
#include "support/real_engine.h"
#include "test_models.h"

#include <inference/discovery.h>
#include <inference/gguf.h>
#include <inference/rocm/engine.h>

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

namespace inference {
namespace {

namespace fs = std::filesystem;

TEST(architectures, every_one_of_the_131_is_listed) {
    REQUIRE_MODELS();
    auto found = inference::discover_models(support::test_models_folder());
    ASSERT_TRUE(found) << found.error().message;
    EXPECT_TRUE(found->unreadable.empty());
    std::size_t files = 0;
    for (const auto& entry : fs::directory_iterator(support::test_models_folder())) {
        files += entry.path().extension() == ".gguf";
    }
    EXPECT_GE(files, 131U);
    EXPECT_EQ(found->models.size(), files);
    for (const ModelInfo& model : found->models) {
        EXPECT_FALSE(model.architecture.empty()) << model.path;
    }
}

// Read in full, each tensor begins where the one before it ends, and the last ends with the file.
TEST(architectures, the_tensor_sizes_of_every_one_sum_to_its_file) {
    REQUIRE_MODELS();
    std::size_t files = 0;
    for (const auto& entry : fs::directory_iterator(support::test_models_folder())) {
        if (entry.path().extension() != ".gguf") continue;
        ++files;
        auto model = inference::read_gguf(entry.path().string(), inference::GgufDepth::full);
        ASSERT_TRUE(model) << model.error().message;
        const std::uint64_t step = model->unsigned_value("general.alignment").value_or(32);
        ASSERT_GT(step, 0U);
        std::ranges::sort(model->tensors, {}, &inference::GgufTensor::offset);
        std::uint64_t end = 0;
        for (const inference::GgufTensor& tensor : model->tensors) {
            ASSERT_GT(tensor.bytes, 0U) << entry.path() << ": " << tensor.name;
            ASSERT_EQ(tensor.offset, end) << entry.path() << ": " << tensor.name;
            end = (tensor.offset + tensor.bytes + step - 1) / step * step;
        }
        ASSERT_EQ(model->data_offset + end, entry.file_size()) << entry.path();
    }
    EXPECT_GE(files, 131U);
}

TEST(architectures, greedy_ids_equal_the_bare_servers) {
    REQUIRE_ENGINE();
    REQUIRE_MODELS();
    const auto engine = rocm::find_engine();
    const std::vector<TokenId> prompt{5, 17, 33, 2, 9, 101, 64};
    int compared = 0;
    int beyond_the_server = 0;
    for (const std::string& file : support::chosen_test_models()) {
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
    auto model = load_model(support::test_models_folder() + "/llama-dense.gguf",
                            support::on_the_cpu(1, 128));
    ASSERT_TRUE(model) << model.error().message;
    TokenStream stream = (*model)->chat(std::vector<Message>{{"user", "hello"}});
    EXPECT_FALSE(stream.next());
    ASSERT_TRUE(stream.error());
    EXPECT_EQ(stream.error()->code, ErrorCode::unsupported);
    EXPECT_NE(stream.error()->message.find("chat template"), std::string::npos);
    auto* tokeniser = dynamic_cast<Tokeniser*>(model->get());
    ASSERT_NE(tokeniser, nullptr);
    const auto prompt = tokeniser->apply_chat_template(std::vector<Message>{{"user", "hello"}});
    ASSERT_FALSE(prompt) << "the server's own template is not the model's";
    EXPECT_EQ(prompt.error().code, ErrorCode::unsupported);
}

}  // namespace
}  // namespace inference
