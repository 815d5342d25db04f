// SPDX-License-Identifier: EUPL-1.2
// A prompt that takes long to read: its progress is told, and a cancel in the middle of it ends it.
#include "support/real_engine.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <random>
#include <stop_token>
#include <vector>

namespace inference {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kLong = 2000;

double seconds_since(Clock::time_point begun) {
    return std::chrono::duration<double>(Clock::now() - begun).count();
}

// No two begin alike, so that the server's prompt cache has nothing to offer.
std::vector<TokenId> long_prompt(unsigned seed) {
    std::mt19937 random(seed);
    std::uniform_int_distribution<TokenId> ordinary(300, 3000);
    std::vector<TokenId> ids(kLong);
    std::ranges::generate(ids, [&] { return ordinary(random); });
    return ids;
}

class prefill : public ::testing::Test {
protected:
    void SetUp() override {
        REQUIRE_ENGINE();
        // The bundled model was made for 1,024 tokens; what it says after more does not matter
        // here.
        LoadOptions options = support::on_the_cpu(1, 4096);
        options.extra_arguments.insert(options.extra_arguments.end(),
                                       {"--override-kv", "llama.context_length=int:4096"});
        model_ = support::load_bundled(std::move(options));
        ASSERT_TRUE(model_);
    }

    std::unique_ptr<TextModel> model_;
};

TEST_F(prefill, of_a_long_prompt_tells_how_far_it_is) {
    std::vector<PrefillProgress> told;
    GenerateOptions options;
    options.max_tokens = 1;
    options.on_prefill = [&](const PrefillProgress& progress) { told.push_back(progress); };
    TokenStream stream = model_->generate(long_prompt(1), options);
    ASSERT_TRUE(stream.next()) << stream.error()->message;
    ASSERT_GE(told.size(), 4U);
    EXPECT_TRUE(std::ranges::is_sorted(told, {}, &PrefillProgress::processed));
    EXPECT_LT(told.front().processed, static_cast<std::int64_t>(kLong) / 2);
    for (const PrefillProgress& progress : told) {
        EXPECT_EQ(progress.total, static_cast<std::int64_t>(kLong));
        EXPECT_LE(progress.processed, progress.total);
        EXPECT_EQ(progress.cached, 0);
    }
}

// The only slot: the second request can't begin before the first one's prefill has ended or has
// been given up. Compared with a whole prefill of the same run, since the machine may be busy.
TEST_F(prefill, that_is_cancelled_frees_its_slot_long_before_it_would_have_ended) {
    GenerateOptions one;
    one.max_tokens = 1;
    const auto begun = Clock::now();
    ASSERT_TRUE(model_->generate(long_prompt(2), one).text());
    const double whole = seconds_since(begun);

    double best = whole;
    for (unsigned attempt = 0; attempt < 3 && best > whole / 2; ++attempt) {
        std::stop_source source;
        PrefillProgress at_cancel;
        Clock::time_point cancelled;
        GenerateOptions options = one;
        options.cancel = source.get_token();
        options.on_prefill = [&](const PrefillProgress& progress) {
            if (source.stop_requested() || progress.processed == 0) return;
            at_cancel = progress;
            cancelled = Clock::now();
            source.request_stop();
        };
        TokenStream first = model_->generate(long_prompt(3 + attempt), options);
        EXPECT_FALSE(first.next());
        ASSERT_TRUE(first.error());
        EXPECT_EQ(first.error()->code, ErrorCode::cancelled);
        ASSERT_TRUE(source.stop_requested()) << "its progress was never told";
        EXPECT_LT(at_cancel.processed, at_cancel.total / 2);

        TokenStream second = model_->generate("The capital of France is", one);
        const auto token = second.next();
        ASSERT_TRUE(token) << second.error()->message;
        EXPECT_EQ(token->text, " Paris");
        best = std::min(best, seconds_since(cancelled));
    }
    std::printf(
        "whole prefill of %zu tokens: %.2f s; from a cancel in it to the next request's first"
        " token: %.3f s (goal 1 s)\n",
        kLong, whole, best);
    EXPECT_LT(best, whole / 2);
}

}  // namespace
}  // namespace inference
