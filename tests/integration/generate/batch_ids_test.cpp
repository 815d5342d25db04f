// SPDX-License-Identifier: EUPL-1.2
// The ids of a batch against those of a bare server that computes the same batch. Which prompts
// share a forward pass is decided by the moment, and the order of a sum with them: where the bare
// server's own answers to one prompt differ from run to run, there is no one answer to compare
// with.
#include "support/bare_server.h"
#include "support/real_engine.h"
#include "test_models.h"

#include <inference/rocm/engine.h>

#include <gtest/gtest.h>

#include <atomic>
#include <cstdio>
#include <random>
#include <set>
#include <string>
#include <thread>
#include <vector>

namespace inference {
namespace {

constexpr int kSlots = 8;
constexpr int kContext = 128;
constexpr std::size_t kPrompts = 64;
constexpr int kTokens = 8;

using Ids = std::vector<int>;

std::vector<Prompt> prompts_of_ids(int highest) {
    std::mt19937 random(7);
    std::vector<Prompt> prompts;
    for (std::size_t i = 0; i < kPrompts; ++i) {
        std::vector<TokenId> ids;
        for (std::size_t n = 4 + i % 8; n > 0; --n)
            ids.push_back(static_cast<TokenId>(random() % static_cast<unsigned>(highest)));
        prompts.emplace_back(std::move(ids));
    }
    return prompts;
}

// All prompts over as many connections as there are slots.
std::vector<Ids> bare_batch(const support::BareServer& bare, const std::vector<Prompt>& prompts,
                            int connections) {
    std::vector<Ids> answers(prompts.size());
    std::atomic<std::size_t> next = 0;
    std::vector<std::jthread> crew;
    for (int i = 0; i < connections; ++i) {
        crew.emplace_back([&] {
            for (std::size_t at = next++; at < prompts.size(); at = next++)
                answers[at] = bare.greedy(*prompts[at].ids(), kTokens);
        });
    }
    crew.clear();
    return answers;
}

struct Comparison {
    int equal = 0;
    int undecided = 0;  // the bare server's answers differ
    int different = 0;
};

Comparison compare(const std::string& engine, const std::string& file,
                   const std::vector<Prompt>& prompts) {
    std::vector<std::set<Ids>> bare_answers(prompts.size());
    {
        const support::BareServer bare(engine, file, kSlots, kContext);
        if (!bare.ready() || bare.greedy(*prompts[0].ids(), kTokens).empty()) return {};
        for (const int connections : {1, kSlots, kSlots}) {
            const auto answers = bare_batch(bare, prompts, connections);
            for (std::size_t i = 0; i < prompts.size(); ++i)
                bare_answers[i].insert(answers[i]);
        }
    }
    Comparison result;
    auto model = load_model(file, support::on_the_cpu(kSlots, kContext));
    EXPECT_TRUE(model) << file << ": " << model.error().message << model.error().detail;
    if (!model) return result;
    GenerateOptions options;
    options.max_tokens = kTokens;
    auto batch = (*model)->batch_generate(prompts, options);
    EXPECT_TRUE(batch) << file << ": " << batch.error().message;
    if (!batch) return result;
    for (std::size_t i = 0; i < prompts.size(); ++i) {
        Ids ids;
        for (const Token& token : (*batch)[i].tokens)
            ids.push_back(token.id);
        EXPECT_FALSE((*batch)[i].error) << file << ": " << (*batch)[i].error->message;
        if (bare_answers[i].contains(ids)) {
            ++result.equal;
        } else if (bare_answers[i].size() > 1) {
            ++result.undecided;
        } else {
            ++result.different;
        }
    }
    return result;
}

TEST(batch_ids, of_the_bundled_model_equal_the_bare_servers) {
    REQUIRE_ENGINE();
    const Comparison result =
        compare(rocm::find_engine()->path, support::bundled_model(), prompts_of_ids(3000));
    EXPECT_EQ(result.different, 0);
    EXPECT_GE(result.equal, 60) << result.undecided << " undecided";
}

TEST(batch_ids, of_a_spread_of_architectures_equal_the_bare_servers) {
    REQUIRE_ENGINE();
    REQUIRE_MODELS();
    int models = 0;
    Comparison all;
    for (const std::string& file : support::chosen_test_models(27)) {
        const Comparison result = compare(rocm::find_engine()->path, file, prompts_of_ids(120));
        EXPECT_EQ(result.different, 0) << file;
        models += result.equal > 0;
        all.equal += result.equal;
        all.undecided += result.undecided;
        all.different += result.different;
    }
    std::printf("%d models: %d batch answers equal, %d where the bare server's differ, %d not\n",
                models, all.equal, all.undecided, all.different);
    EXPECT_GT(models, 3);
}

}  // namespace
}  // namespace inference
