// SPDX-License-Identifier: EUPL-1.2
#include "support/real_engine.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

namespace inference {
namespace {

// 500 prompts that share a beginning.
std::vector<Prompt> sums() {
    std::vector<Prompt> prompts;
    for (int i = 0; i < 500; ++i) {
        prompts.emplace_back(std::to_string(i / 25) + " + " + std::to_string(i % 25) + " =");
    }
    return prompts;
}

TEST(classify, with_the_whole_vocabulary_the_likeliest_is_the_greedy_token) {
    REQUIRE_ENGINE();
    auto model = support::load_bundled(support::on_the_cpu(2, 256));
    ASSERT_TRUE(model);
    GenerateOptions options;
    options.return_logits = true;
    const std::vector<Prompt> prompts = sums();
    auto results = model->classify(prompts, options);
    ASSERT_TRUE(results) << results.error().message;
    ASSERT_EQ(results->size(), prompts.size());
    for (const ClassifyResult& result : *results) {
        ASSERT_FALSE(result.error) << result.error->message;
        ASSERT_EQ(std::ssize(result.logits), model->info().vocab_size);
        const auto likeliest = std::ranges::max_element(result.logits) - result.logits.begin();
        EXPECT_EQ(likeliest, result.token.id);
        double sum = 0;
        for (const float logit : result.logits)
            sum += std::exp(double{logit});
        EXPECT_NEAR(sum, 1.0, 1e-3);
    }
}

TEST(classify, the_token_is_the_one_that_generate_begins_with) {
    REQUIRE_ENGINE();
    auto model = support::load_bundled(support::on_the_cpu(1, 256));
    ASSERT_TRUE(model);
    for (const char* prompt :
         {"The capital of France is", "2 + 3 =", "Text: I love this sunny day.\nFeeling:"}) {
        auto results = model->classify(std::vector<Prompt>{prompt});
        ASSERT_TRUE(results);
        TokenStream stream = model->generate(prompt);
        auto first = stream.next();
        ASSERT_TRUE(first);
        EXPECT_EQ(results->front().token.id, first->id);
        EXPECT_TRUE(results->front().logits.empty());
    }
}

TEST(classify, one_bad_prompt_does_not_spoil_the_rest) {
    REQUIRE_ENGINE();
    auto model = support::load_bundled(support::on_the_cpu(2, 256));
    ASSERT_TRUE(model);
    auto results = model->classify(std::vector<Prompt>{"2 + 3 =", "\xff", "A cow says"});
    ASSERT_TRUE(results);
    EXPECT_FALSE((*results)[0].error);
    ASSERT_TRUE((*results)[1].error);
    EXPECT_EQ((*results)[1].error->code, ErrorCode::invalid_argument);
    EXPECT_EQ((*results)[2].token.text, " m");
}

}  // namespace
}  // namespace inference
