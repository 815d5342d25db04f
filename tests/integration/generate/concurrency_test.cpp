// SPDX-License-Identifier: EUPL-1.2
#include "support/footprint.h"
#include "support/real_engine.h"

#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <string>
#include <thread>
#include <unistd.h>
#include <utility>
#include <vector>

namespace inference {
namespace {

constexpr std::array<std::pair<const char*, const char*>, 10> kQuestions{{
    {"The capital of France is", " Paris."},
    {"The capital of Japan is", " Tokyo."},
    {"The capital city of Peru is", " Lima."},
    {"2 + 3 =", " 5"},
    {"12 + 7 =", " 19"},
    {"15 - 6 =", " 9"},
    {"The opposite of hot is", " cold."},
    {"The day after Monday is", " Tuesday."},
    {"A cow says", " moo."},
    {"Grass is", " green."},
}};

TEST(concurrency, ten_threads_each_get_their_own_answer_error_and_metrics) {
    REQUIRE_ENGINE();
    auto model = support::load_bundled(support::on_the_cpu(4, 256));
    ASSERT_TRUE(model);
    std::vector<std::jthread> threads;
    for (std::size_t i = 0; i < kQuestions.size(); ++i) {
        threads.emplace_back([&, i] {
            for (int round = 0; round < 5; ++round) {
                const auto& [question, answer] = kQuestions[i];
                TokenStream stream = model->generate(question);
                auto text = stream.text();
                ASSERT_TRUE(text) << text.error().message;
                EXPECT_EQ(*text, answer);
                EXPECT_GT(stream.metrics().generated_tokens, 0);
                EXPECT_GT(stream.metrics().prompt_tokens, 0);

                GenerateOptions wrong;
                wrong.grammar = "no grammar " + std::to_string(i);
                TokenStream refused = model->generate(question, wrong);
                EXPECT_FALSE(refused.next());
                ASSERT_TRUE(refused.error());
                EXPECT_FALSE(stream.error());
            }
        });
    }
}

TEST(concurrency, a_reader_that_stands_still_does_not_stop_the_others) {
    REQUIRE_ENGINE();
    auto model = support::load_bundled(support::on_the_cpu(2, 512));
    ASSERT_TRUE(model);
    GenerateOptions options;
    options.max_tokens = 400;
    options.ignore_end_of_sequence = true;
    TokenStream still = model->generate("Once upon a time", options);
    ASSERT_TRUE(still.next());
    for (int i = 0; i < 10; ++i) {
        EXPECT_EQ(model->generate("The capital of France is").text().value_or(""), " Paris.");
    }
    int rest = 0;
    while (still.next())
        ++rest;
    EXPECT_EQ(rest, 399);
}

TEST(concurrency, closing_ends_all_streams_with_an_error) {
    REQUIRE_ENGINE();
    auto model = support::load_bundled(support::on_the_cpu(4, 256));
    ASSERT_TRUE(model);
    GenerateOptions options;
    options.max_tokens = 100'000;
    options.ignore_end_of_sequence = true;
    std::atomic<int> begun = 0;
    std::atomic<int> closed = 0;
    {
        std::vector<std::jthread> readers;
        for (int i = 0; i < 4; ++i) {
            readers.emplace_back([&] {
                while (true) {  // a context fills in a moment: begin again until it is closed
                    TokenStream stream = model->generate("Once upon a time", options);
                    if (stream.next()) begun.fetch_add(1), begun.notify_all();
                    while (stream.next()) {
                    }
                    if (!stream.error()) continue;
                    EXPECT_EQ(stream.error()->code, ErrorCode::closed) << stream.error()->message;
                    ++closed;
                    return;
                }
            });
        }
        for (int now = begun; now < 4; now = begun)
            begun.wait(now);
        ASSERT_TRUE(model->close());
    }
    EXPECT_EQ(closed, 4);
}

// bench/engine/request_soak.cpp is the long one.
TEST(concurrency, many_short_requests_from_many_threads_fail_nowhere_and_leave_nothing) {
    REQUIRE_ENGINE();
    auto model = support::load_bundled(support::on_the_cpu(8, 256));
    ASSERT_TRUE(model);
    std::atomic<int> right = 0;
    const auto ask = [&](int requests) {
        std::vector<std::jthread> threads;
        for (int thread = 0; thread < 16; ++thread) {
            threads.emplace_back([&, requests] {
                for (int i = 0; i < requests; ++i) {
                    GenerateOptions options;
                    options.max_tokens = i % 4 + 1;
                    options.ignore_end_of_sequence = true;
                    TokenStream stream = model->generate(std::to_string(i) + " + 1 =", options);
                    int tokens = 0;
                    while (stream.next())
                        ++tokens;
                    EXPECT_FALSE(stream.error()) << stream.error()->message;
                    right += tokens == options.max_tokens;
                }
            });
        }
    };
    ask(8);
    const auto before = test_support::footprint_of(::getpid());
    ask(32);
    const auto after = test_support::footprint_of(::getpid());
    EXPECT_EQ(right, 16 * (8 + 32));
    EXPECT_EQ(after.threads, before.threads);
    // At most 16 connections are kept, of three descriptors each.
    EXPECT_LE(after.descriptors, before.descriptors + 16 * 3);
}

TEST(concurrency, a_batch_keeps_the_order_and_one_bad_prompt_does_not_spoil_the_rest) {
    REQUIRE_ENGINE();
    auto model = support::load_bundled(support::on_the_cpu(4, 256));
    ASSERT_TRUE(model);
    std::vector<Prompt> prompts;
    for (int i = 0; i < 64; ++i) {
        prompts.emplace_back(kQuestions[static_cast<std::size_t>(i) % kQuestions.size()].first);
    }
    prompts[13] = Prompt(std::vector<TokenId>(1000, 300));
    auto results = model->batch_generate(prompts);
    ASSERT_TRUE(results) << results.error().message;
    ASSERT_EQ(results->size(), prompts.size());
    for (std::size_t i = 0; i < prompts.size(); ++i) {
        const BatchResult& result = (*results)[i];
        if (i == 13) {
            ASSERT_TRUE(result.error);
            EXPECT_EQ(result.error->code, ErrorCode::context_exceeded);
            continue;
        }
        EXPECT_FALSE(result.error);
        EXPECT_EQ(result.text(), kQuestions[i % kQuestions.size()].second);
        EXPECT_EQ(result.stop_reason, StopReason::end_of_sequence);
    }
}

TEST(concurrency, a_cancelled_batch_returns_what_was_done) {
    REQUIRE_ENGINE();
    auto model = support::load_bundled(support::on_the_cpu(2, 256));
    ASSERT_TRUE(model);
    std::stop_source source;
    std::vector<Prompt> prompts(200, Prompt("Once upon a time"));
    GenerateOptions options;
    options.cancel = source.get_token();
    options.max_tokens = 100;
    // The second call of on_prefill means that a stream is on its way.
    std::atomic<int> started = 0;
    options.on_prefill = [&](const PrefillProgress&) {
        if (++started == 20) source.request_stop();
    };
    auto results = model->batch_generate(prompts, options);
    ASSERT_TRUE(results);
    ASSERT_EQ(results->size(), prompts.size());
    EXPECT_FALSE(results->front().error);
    ASSERT_TRUE(results->back().error);
    EXPECT_EQ(results->back().error->code, ErrorCode::cancelled);
}

}  // namespace
}  // namespace inference
