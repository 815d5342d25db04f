// SPDX-License-Identifier: EUPL-1.2
// Cache sizes against figures worked out by hand, most of which llama.cpp prints too.
#include "made_up_model.h"

#include <inference/fit.h>

#include <gtest/gtest.h>

namespace {

using fit_test::kMiB;
using fit_test::MadeUpModel;
using inference::FitPlan;
using inference::FitRequest;
using inference::plan_fit;

MadeUpModel dense(const std::string& architecture, std::uint64_t layers = 2) {
    MadeUpModel made(architecture);
    made.set("block_count", layers).set("embedding_length", 256).set("attention.head_count", 2);
    made.set("context_length", 1 << 20).set("feed_forward_length", 384).vocabulary(128);
    return made;
}

std::uint64_t kv_of(const MadeUpModel& made, FitRequest request) {
    const auto plan = plan_fit(made.model(), request);
    EXPECT_TRUE(plan) << plan.error().message;
    return plan ? plan->kv_bytes : 0;
}

FitRequest at(std::int64_t context) {
    FitRequest request;
    request.context_length = context;
    return request;
}

TEST(fit_cache, every_layer_keeps_keys_and_values_of_every_token) {
    EXPECT_EQ(kv_of(dense("llama"), at(32768)), 2 * 32768 * (256 + 256) * 2);
}

TEST(fit_cache, grouped_heads_keep_less) {
    MadeUpModel made = dense("llama");
    made.set("attention.head_count_kv", 1);
    EXPECT_EQ(kv_of(made, at(32768)), 2 * 32768 * (128 + 128) * 2);
}

TEST(fit_cache, heads_may_differ_by_layer_and_have_widths_of_their_own) {
    MadeUpModel made = dense("openelm");
    made.set("attention.head_count_kv", {3, 5});
    made.set("attention.key_length", 64).set("attention.value_length", 32);
    EXPECT_EQ(kv_of(made, at(1024)), 1024 * (3 + 5) * (64 + 32) * 2);
}

TEST(fit_cache, slots_multiply_and_contexts_are_rounded_up) {
    FitRequest request = at(1000);
    request.slots = 3;
    EXPECT_EQ(kv_of(dense("llama"), request), 3 * kv_of(dense("llama"), at(1024)));
}

TEST(fit_cache, smaller_types_are_counted_in_their_blocks) {
    FitRequest request = at(32768);
    const std::uint64_t f16 = kv_of(dense("llama"), request);
    request.kv_type_k = request.kv_type_v = "q8_0";
    EXPECT_EQ(kv_of(dense("llama"), request), f16 * 34 / 64);
    request.kv_type_k = request.kv_type_v = "q4_0";
    EXPECT_EQ(kv_of(dense("llama"), request), f16 * 18 / 64);
    request.kv_type_k = request.kv_type_v = "f32";
    EXPECT_EQ(kv_of(dense("llama"), request), f16 * 2);
}

TEST(fit_cache, sliding_layers_keep_the_window_and_one_micro_batch) {
    MadeUpModel made = dense("gemma2");
    made.set("attention.sliding_window", 32).set("attention.sliding_window_pattern", {1, 0});
    // 32 + 512 tokens, rounded up to 768.
    EXPECT_EQ(kv_of(made, at(32768)), (32768 + 768) * 512 * 2);
    EXPECT_EQ(kv_of(made, at(512)), 2 * 512 * 512 * 2);
}

TEST(fit_cache, the_pattern_of_windows_follows_the_architecture) {
    const auto windowed = [](const char* architecture, std::uint64_t layers) {
        MadeUpModel made = dense(architecture, layers);
        made.set("attention.sliding_window", 512);
        const std::uint64_t full = 65536 * 1024;
        const std::uint64_t window = 1024 * 1024;
        const std::uint64_t bytes = kv_of(made, at(65536));
        for (std::uint64_t sliding = 0; sliding <= layers; ++sliding)
            if (bytes == sliding * window + (layers - sliding) * full) return sliding;
        return std::uint64_t{999};
    };
    EXPECT_EQ(windowed("gemma2", 12), 6);
    EXPECT_EQ(windowed("gemma3", 12), 10);
    EXPECT_EQ(windowed("gpt-oss", 12), 6);
    EXPECT_EQ(windowed("cohere2", 12), 9);
    EXPECT_EQ(windowed("phi3", 12), 0);
    EXPECT_EQ(windowed("exaone4", 12), 0);
    EXPECT_EQ(windowed("exaone4", 64), 48);
    EXPECT_EQ(windowed("llama", 12), 0);
}

TEST(fit_cache, latent_attention_keeps_one_vector_for_each_token) {
    MadeUpModel made = dense("deepseek2");
    made.set("attention.head_count_kv", 1).set("attention.key_length", 576);
    made.set("attention.value_length", 512).set("attention.kv_lora_rank", 512);
    made.set("attention.key_length_mla", 192).set("attention.value_length_mla", 128);
    EXPECT_EQ(kv_of(made, at(32768)), 72 * kMiB);
}

TEST(fit_cache, sparse_attention_keeps_an_index_beside_it) {
    MadeUpModel made = dense("deepseek32");
    made.set("attention.head_count_kv", 1).set("attention.key_length", 576);
    made.set("attention.value_length", 512).set("attention.kv_lora_rank", 512);
    made.set("attention.key_length_mla", 192).set("attention.value_length_mla", 128);
    made.set("attention.indexer.head_count", 64).set("attention.indexer.key_length", 128);
    EXPECT_EQ(kv_of(made, at(32768)), (72 + 16) * kMiB);
}

TEST(fit_cache, recurrent_layers_keep_a_state_that_no_context_changes) {
    MadeUpModel made = dense("mamba");
    made.set("ssm.inner_size", 512).set("ssm.conv_kernel", 4).set("ssm.state_size", 128);
    FitRequest request = at(32768);
    // The convolution's last three inputs, and 128 numbers for each of 512 channels, in f32.
    const std::uint64_t state = 2 * (3 * 512 + 512 * 128) * 4;
    EXPECT_EQ(kv_of(made, request), state);
    EXPECT_EQ(kv_of(made, at(256)), state);
    request.slots = 4;
    EXPECT_EQ(kv_of(made, request), 4 * state);
    EXPECT_EQ(plan_fit(made.model(), request)->recurrent_bytes, 4 * state);
}

TEST(fit_cache, hybrids_keep_both) {
    MadeUpModel made = dense("jamba");
    made.set("attention.head_count_kv", {2, 0});
    made.set("ssm.inner_size", 512).set("ssm.conv_kernel", 4).set("ssm.state_size", 128);
    const std::uint64_t state = (3 * 512 + 512 * 128) * 4;
    EXPECT_EQ(kv_of(made, at(32768)), 32 * kMiB + state);

    MadeUpModel next = dense("qwen3next", 4);
    next.set("ssm.inner_size", 256).set("ssm.conv_kernel", 4).set("ssm.state_size", 128);
    next.set("ssm.group_count", 2);
    const std::uint64_t delta = 3 * (3 * (256 + 2 * 2 * 128) + 256 * 128) * 4;
    EXPECT_EQ(kv_of(next, at(32768)), 32 * kMiB + delta);
}

TEST(fit_cache, layers_that_predict_further_tokens_or_share_keep_nothing) {
    MadeUpModel made = dense("glm4moe", 3);
    made.set("nextn_predict_layers", 1);
    EXPECT_EQ(kv_of(made, at(32768)), kv_of(dense("llama", 2), at(32768)));
    MadeUpModel shared = dense("gemma3n", 4);
    shared.set("attention.shared_kv_layers", 2);
    EXPECT_EQ(kv_of(shared, at(32768)), kv_of(dense("llama", 2), at(32768)));
}

TEST(fit_cache, models_that_see_the_whole_text_keep_nothing) {
    EXPECT_EQ(kv_of(dense("dream"), at(32768)), 0);
    MadeUpModel made = dense("llama");
    made.set("attention.causal", 0);
    EXPECT_EQ(kv_of(made, at(32768)), 0);
}

}  // namespace
