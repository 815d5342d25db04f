// SPDX-License-Identifier: EUPL-1.2
#include "made_up_model.h"

#include <inference/fit.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <string>
#include <vector>

namespace {

using fit_test::kGiB;
using fit_test::kMiB;
using fit_test::MadeUpModel;
using inference::ErrorCode;
using inference::FitPlan;
using inference::FitRequest;
using inference::FitVerdict;
using inference::plan_fit;
using testing::HasSubstr;

/// 10 layers of 100 MiB, an embedding of 50 MiB and an output of 60 MiB.
MadeUpModel simple(bool with_output = true) {
    MadeUpModel made("llama");
    made.set("block_count", 10).set("embedding_length", 1024).set("attention.head_count", 8);
    made.set("attention.head_count_kv", 8).set("context_length", 32768);
    made.set("feed_forward_length", 2048).vocabulary(1000);
    made.tensor("token_embd.weight", 24, {50 * kMiB});
    for (int i = 0; i < 10; ++i)
        made.tensor("blk." + std::to_string(i) + ".ffn_up.weight", 24, {100 * kMiB});
    if (with_output) made.tensor("output.weight", 24, {60 * kMiB});
    return made;
}

FitPlan plan_of(const MadeUpModel& made, const FitRequest& request) {
    auto plan = plan_fit(made.model(), request);
    EXPECT_TRUE(plan) << plan.error().message;
    return plan ? std::move(*plan) : FitPlan{};
}

TEST(fit_plan, the_embedding_stays_on_the_host) {
    const FitPlan plan = plan_of(simple(), {});
    EXPECT_EQ(plan.weights_bytes, 1060 * kMiB);
    EXPECT_EQ(plan.model_bytes, 1110 * kMiB);
    EXPECT_GE(plan.host_bytes, 50 * kMiB);
    EXPECT_EQ(plan.total_bytes, plan.weights_bytes + plan.kv_bytes + plan.compute_bytes);
    EXPECT_EQ(plan.total_layers, 11);
    EXPECT_EQ(plan.gpu_layers, 11);
    EXPECT_EQ(plan.verdict, FitVerdict::unknown);
    EXPECT_TRUE(plan.advice.empty());
}

TEST(fit_plan, a_tied_embedding_is_on_the_gpu_as_the_output_too) {
    EXPECT_EQ(plan_of(simple(false), {}).weights_bytes, 1050 * kMiB);
    EXPECT_EQ(plan_of(simple(false), {}).model_bytes, 1050 * kMiB);
}

TEST(fit_plan, fewer_layers_leave_the_first_ones_and_their_cache_on_the_host) {
    FitRequest request;
    request.gpu_layers = 4;
    const FitPlan all = plan_of(simple(), {});
    const FitPlan some = plan_of(simple(), request);
    EXPECT_EQ(some.weights_bytes, (60 + 3 * 100) * kMiB);
    EXPECT_EQ(some.kv_bytes, all.kv_bytes * 3 / 10);
    EXPECT_EQ(some.weights_bytes + some.kv_bytes + some.host_bytes,
              all.weights_bytes + all.kv_bytes + all.host_bytes);
    request.gpu_layers = 0;
    EXPECT_EQ(plan_of(simple(), request).total_bytes, 0);
}

TEST(fit_plan, the_models_own_context_is_capped) {
    EXPECT_EQ(plan_of(simple(), {}).context_length, 4096);
    MadeUpModel small("llama");
    small.set("block_count", 1).set("embedding_length", 64).set("attention.head_count", 1);
    small.set("context_length", 2048);
    EXPECT_EQ(plan_of(small, {}).context_length, 2048);
}

TEST(fit_plan, what_fits_has_its_margin_left) {
    FitRequest request;
    request.margin_bytes = kGiB;
    const std::uint64_t total = plan_of(simple(), request).total_bytes;
    request.vram_bytes = total + kGiB;
    EXPECT_TRUE(plan_of(simple(), request).fits);
    EXPECT_EQ(plan_of(simple(), request).verdict, FitVerdict::fits);
    EXPECT_EQ(plan_of(simple(), request).free_bytes, static_cast<std::int64_t>(kGiB));
    request.vram_bytes -= 1;
    EXPECT_FALSE(plan_of(simple(), request).fits);
    EXPECT_EQ(plan_of(simple(), request).verdict, FitVerdict::tight);
}

TEST(fit_plan, the_largest_context_and_layers_are_the_last_that_fit) {
    FitRequest request;
    request.margin_bytes = 0;
    request.context_length = 16384;
    request.vram_bytes = 1500 * kMiB;
    const FitPlan plan = plan_of(simple(), request);
    ASSERT_GT(plan.max_context, 0);
    ASSERT_GT(plan.max_layers, 0);

    FitRequest again = request;
    again.context_length = plan.max_context;
    EXPECT_TRUE(plan_of(simple(), again).fits);
    again.context_length = plan.max_context + 256;
    EXPECT_FALSE(plan_of(simple(), again).fits);

    again = request;
    again.gpu_layers = plan.max_layers;
    EXPECT_TRUE(plan_of(simple(), again).fits);
    again.gpu_layers = plan.max_layers + 1;
    EXPECT_FALSE(plan_of(simple(), again).fits);
}

TEST(fit_plan, the_largest_context_is_at_most_the_models_own) {
    FitRequest request;
    request.vram_bytes = 1000 * kGiB;
    EXPECT_EQ(plan_of(simple(), request).max_context, 32768);
}

TEST(fit_plan, verdicts_follow_from_the_layers_that_fit) {
    FitRequest request;
    request.margin_bytes = 0;
    const auto verdict = [&](std::uint64_t mib) {
        request.vram_bytes = mib * kMiB;
        return plan_of(simple(), request).verdict;
    };
    EXPECT_EQ(verdict(2000), FitVerdict::fits);
    EXPECT_EQ(verdict(1100), FitVerdict::tight);
    EXPECT_EQ(verdict(500), FitVerdict::partial);
    EXPECT_EQ(verdict(10), FitVerdict::impossible);
}

TEST(fit_plan, advice_saves_what_it_says) {
    FitRequest request;
    request.margin_bytes = 0;
    request.context_length = 16384;
    request.slots = 2;
    request.vram_bytes = 1300 * kMiB;
    const FitPlan plan = plan_of(simple(), request);
    ASSERT_GE(plan.advice.size(), 4);
    EXPECT_THAT(plan.advice[0].text, HasSubstr("q8_0"));
    FitRequest smaller = request;
    smaller.kv_type_k = smaller.kv_type_v = "q8_0";
    EXPECT_EQ(plan.advice[0].saving_bytes,
              plan.total_bytes - plan_of(simple(), smaller).total_bytes);
    EXPECT_THAT(plan.advice[1].text, HasSubstr("serve 1 request at a time instead of 2"));
    smaller = request;
    smaller.slots = 1;
    EXPECT_EQ(plan.advice[1].saving_bytes,
              plan.total_bytes - plan_of(simple(), smaller).total_bytes);
    for (const auto& advice : plan.advice)
        EXPECT_GT(advice.saving_bytes, 0) << advice.text;
}

TEST(fit_plan, each_advice_is_a_request_that_saves_what_it_says) {
    FitRequest request;
    request.margin_bytes = 0;
    request.context_length = 16384;
    request.slots = 3;
    request.vram_bytes = 1200 * kMiB;
    const FitPlan plan = plan_of(simple(), request);
    std::vector<std::string> options;
    for (const auto& advice : plan.advice) {
        EXPECT_EQ(advice.option.empty(), advice.value.empty()) << advice.text;
        if (advice.option.empty()) continue;
        options.push_back(advice.option);
        EXPECT_EQ(plan_of(simple(), advice.change).total_bytes + advice.saving_bytes,
                  plan.total_bytes)
            << advice.text;
    }
    EXPECT_THAT(options, testing::ElementsAre("kv_cache_type", "parallel_slots", "context_length",
                                              "micro_batch", "gpu_layers"));
}

TEST(fit_plan, what_is_enough_by_itself_is_said) {
    FitRequest request;
    request.margin_bytes = 0;
    request.context_length = 16384;
    request.vram_bytes = 1500 * kMiB;
    const FitPlan plan = plan_of(simple(), request);
    ASSERT_FALSE(plan.fits);
    bool found = false;
    for (const auto& advice : plan.advice) {
        const bool enough = plan.total_bytes - advice.saving_bytes <= plan.vram_bytes;
        EXPECT_EQ(enough, advice.text.ends_with(": enough by itself")) << advice.text;
        found = found || enough;
    }
    EXPECT_TRUE(found);
}

// Three layers whose attention is wider than their feed-forward.
MadeUpModel wide_attention() {
    MadeUpModel made("llama");
    made.set("block_count", 3).set("embedding_length", 1024).set("attention.head_count", 8);
    made.set("context_length", 32768).set("feed_forward_length", 512);
    return made;
}

TEST(fit_plan, without_flash_attention_every_heads_scores_are_written_out) {
    FitRequest request;
    request.context_length = 32768;
    const FitPlan with = plan_of(wide_attention(), request);
    request.flash_attention = false;
    const FitPlan without = plan_of(wide_attention(), request);
    // Scores in f32 for 8 heads, and a mask of f32 instead of f16.
    EXPECT_EQ(without.compute_bytes - with.compute_bytes, 32768 * 512 * (8 * 4 + 2));
}

TEST(fit_plan, a_mask_is_given_back_behind_the_last_layer_that_uses_it) {
    // Recurrent layers, one of which attends as well: the first or the last.
    const auto hybrid = [](std::vector<std::int64_t> heads) {
        MadeUpModel made("jamba");
        made.set("block_count", 2).set("embedding_length", 256).set("attention.head_count", 2);
        made.set("attention.head_count_kv", std::move(heads)).set("context_length", 32768);
        made.set("ssm.conv_kernel", 4).set("ssm.inner_size", 4096).set("ssm.state_size", 16);
        return made;
    };
    FitRequest request;
    request.context_length = 32768;
    const std::uint64_t first = plan_of(hybrid({2, 0}), request).compute_bytes;
    const std::uint64_t last = plan_of(hybrid({0, 2}), request).compute_bytes;
    EXPECT_EQ(last - first, 32768 * 512 * 2);
}

TEST(fit_plan, experts_are_found_in_the_tensors) {
    const auto made = [](const std::string& down) {
        MadeUpModel model("qwen3moe");
        model.set("block_count", 2).set("embedding_length", 64).set("attention.head_count", 1);
        model.set("expert_count", 4).set("expert_used_count", 4);
        model.tensor("blk.0." + down, 0, {4096, 64, 4});
        return model;
    };
    const std::uint64_t experts = plan_of(made("ffn_down_exps.weight"), {}).compute_bytes;
    const std::uint64_t dense = plan_of(made("ffn_down.weight"), {}).compute_bytes;
    // Four experts instead of one feed-forward, and what each gives back.
    EXPECT_EQ(experts - dense, 512 * 4 * (3 * 3 * 4096 + 4 * 64));
}

TEST(fit_plan, unknown_architectures_and_types_are_approximate) {
    EXPECT_FALSE(plan_of(simple(), {}).approximate);
    MadeUpModel made("brandnew");
    made.set("block_count", 1).set("embedding_length", 64).set("attention.head_count", 1);
    EXPECT_TRUE(plan_of(made, {}).approximate);
    EXPECT_THAT(plan_of(made, {}).approximate_reason, HasSubstr("brandnew"));

    inference::GgufModel model = simple().model();
    model.tensors[3].type = 9999;
    const auto plan = plan_fit(model, {});
    ASSERT_TRUE(plan);
    EXPECT_TRUE(plan->approximate);
}

TEST(fit_plan, options_out_of_range_are_refused_by_name) {
    const auto complaint = [](auto change) {
        FitRequest request;
        change(request);
        const auto plan = plan_fit(simple().model(), request);
        if (plan) return std::string("(no complaint)");
        EXPECT_EQ(plan.error().code, ErrorCode::invalid_argument);
        return plan.error().message;
    };
    EXPECT_THAT(complaint([](auto& r) { r.context_length = -1; }), HasSubstr("context_length"));
    EXPECT_THAT(complaint([](auto& r) { r.context_length = (1 << 24) + 1; }),
                HasSubstr("context_length"));
    EXPECT_THAT(complaint([](auto& r) { r.slots = 0; }), HasSubstr("slots must be 1 to 256"));
    EXPECT_THAT(complaint([](auto& r) { r.micro_batch = 0; }), HasSubstr("micro_batch"));
    EXPECT_THAT(complaint([](auto& r) { r.gpu_layers = -2; }), HasSubstr("gpu_layers"));
    EXPECT_THAT(complaint([](auto& r) { r.kv_type_k = "q2_k"; }), HasSubstr("kv_type_k"));
    EXPECT_THAT(complaint([](auto& r) {
                    r.kv_type_v = "q8_0";
                    r.flash_attention = false;
                }),
                HasSubstr("needs flash attention"));
}

TEST(fit_plan, absurd_metadata_is_refused) {
    const auto refused = [](const char* name, std::uint64_t value) {
        MadeUpModel made("llama");
        made.set(name, value);
        made.set("block_count", 2).set("embedding_length", 64).set("attention.head_count", 1);
        const auto plan = plan_fit(made.model(), {});
        return !plan && plan.error().code == ErrorCode::bad_model;
    };
    constexpr std::uint64_t kAbsurd = std::numeric_limits<std::uint64_t>::max();
    for (const char* name : {"block_count", "embedding_length", "attention.head_count",
                             "attention.key_length", "feed_forward_length"})
        EXPECT_TRUE(refused(name, kAbsurd)) << name;
    EXPECT_TRUE(refused("block_count", 0));
    EXPECT_FALSE(refused("context_length", kAbsurd));
}

TEST(fit_plan, a_brief_read_is_not_enough) {
    inference::GgufModel model = simple().model();
    model.complete = false;
    EXPECT_EQ(plan_fit(model, {}).error().code, ErrorCode::invalid_argument);
    EXPECT_EQ(plan_fit("/nowhere.gguf", {}).error().code, ErrorCode::not_found);
}

}  // namespace
