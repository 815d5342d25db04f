// SPDX-License-Identifier: EUPL-1.2
#include "backend/step_down.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace inference::backend {
namespace {

using llamacpp::FailureKind;
using ::testing::HasSubstr;

class stepping_down : public ::testing::Test {
protected:
    void SetUp() override {
        auto model = read_gguf(ROCINFER_SOURCE_DIR "/models/rocinfer-tiny.gguf", GgufDepth::full);
        ASSERT_TRUE(model) << model.error().message;
        model_ = *std::move(model);
    }

    std::optional<std::string> step(FailureKind why, bool on_gpu = true) {
        options_ = asked_;
        return StepDown(asked_, model_, on_gpu)(options_, why);
    }

    GgufModel model_;
    LoadOptions asked_;
    LoadOptions options_;
};

TEST_F(stepping_down, weights_that_do_not_fit_cost_layers) {
    const auto said = step(FailureKind::out_of_memory_weights);
    ASSERT_TRUE(said);
    EXPECT_THAT(*said, HasSubstr("layers"));
    EXPECT_GT(options_.gpu_layers, 0);
    EXPECT_LT(options_.gpu_layers, model_.info.num_layers + 1);
    EXPECT_EQ(options_.context_length, 0);
    EXPECT_FALSE(step(FailureKind::out_of_memory_weights, /*on_gpu=*/false));
}

TEST_F(stepping_down, layers_that_were_asked_for_stay) {
    asked_.gpu_layers = 3;
    EXPECT_FALSE(step(FailureKind::out_of_memory_weights));
    asked_.gpu_layers = -1;
    asked_.require_gpu = true;
    EXPECT_FALSE(step(FailureKind::out_of_memory_weights));
}

TEST_F(stepping_down, the_cache_gives_way_before_the_layers) {
    ASSERT_TRUE(step(FailureKind::out_of_memory_kv));
    EXPECT_EQ(options_.context_length, model_.info.trained_context / 2);
    EXPECT_EQ(options_.gpu_layers, -1);
    asked_.context_length = 2048;
    ASSERT_TRUE(step(FailureKind::out_of_memory_compute));
    EXPECT_EQ(options_.context_length, 2048);
    EXPECT_EQ(options_.extra_arguments.size(), 4U);
    asked_.extra_arguments = {"--cache-type-k=f16"};
    ASSERT_TRUE(step(FailureKind::out_of_memory_request));
    EXPECT_EQ(options_.extra_arguments, asked_.extra_arguments);
    EXPECT_GT(options_.gpu_layers, 0);
}

TEST_F(stepping_down, crashes_are_answered_with_what_can_be_done_without) {
    ASSERT_TRUE(step(FailureKind::graph_crash));
    EXPECT_EQ(options_.environment.back().first, "GGML_CUDA_DISABLE_GRAPHS");
    ASSERT_TRUE(step(FailureKind::flash_attention_crash));
    EXPECT_EQ(options_.extra_arguments, (std::vector<std::string>{"--flash-attn", "off"}));
    asked_.extra_arguments = {"-fa", "on"};
    EXPECT_FALSE(step(FailureKind::flash_attention_crash));
    asked_.environment = {{"GGML_CUDA_DISABLE_GRAPHS", "0"}};
    EXPECT_FALSE(step(FailureKind::graph_crash));
}

TEST_F(stepping_down, a_template_that_can_not_be_read_gives_way_to_another) {
    StepDown step_down(asked_, model_, true);
    LoadOptions options;
    const auto said = step_down(options, FailureKind::bad_chat_template);
    ASSERT_TRUE(said);
    EXPECT_THAT(*said, HasSubstr("chatml"));
    EXPECT_EQ(options.extra_arguments, (std::vector<std::string>{"--chat-template", "chatml"}));
    EXPECT_FALSE(step_down(options, FailureKind::bad_chat_template));
    EXPECT_TRUE(step_down(options, FailureKind::out_of_memory_kv)) << "that is another matter";
    asked_.extra_arguments = {"--chat-template", "vicuna"};
    EXPECT_FALSE(step(FailureKind::bad_chat_template));
}

TEST_F(stepping_down, memory_used_up_at_a_request_under_rocm_costs_context) {
    ASSERT_TRUE(step(FailureKind::out_of_memory_request));
    EXPECT_EQ(options_.context_length, model_.info.trained_context / 2);
}

TEST_F(stepping_down, it_happens_once) {
    StepDown step_down(asked_, model_, true);
    LoadOptions options;
    EXPECT_FALSE(step_down(options, FailureKind::gpu_hang));
    EXPECT_FALSE(step_down(options, FailureKind::killed_for_memory));
    EXPECT_TRUE(step_down(options, FailureKind::out_of_memory_kv));
    EXPECT_FALSE(step_down(options, FailureKind::out_of_memory_kv));
    EXPECT_FALSE(step_down(options, FailureKind::graph_crash));
}

}  // namespace
}  // namespace inference::backend
