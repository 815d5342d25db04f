// SPDX-License-Identifier: EUPL-1.2
#include "backend/step_down.h"

#include "backend/configure.h"

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

    /// What was said; the configuration that came of it is `config_`.
    std::optional<std::string> step(FailureKind why, bool on_gpu = true) {
        auto asked = configure(asked_, on_gpu);
        EXPECT_TRUE(asked) << asked.error().message;
        if (!asked) return std::nullopt;
        config_ = *asked;
        auto less = StepDown(*asked, model_, {true, asked_.require_gpu})(*asked, why);
        if (!less) return std::nullopt;
        config_ = less->config;
        return less->note;
    }

    GgufModel model_;
    LoadOptions asked_;
    llamacpp::ServerConfig config_;
};

TEST_F(stepping_down, weights_that_do_not_fit_cost_layers) {
    const auto said = step(FailureKind::out_of_memory_weights);
    ASSERT_TRUE(said);
    EXPECT_THAT(*said, HasSubstr("layers"));
    EXPECT_GT(config_.gpu_layers, 0);
    EXPECT_LT(config_.gpu_layers, model_.info.num_layers + 1);
    EXPECT_EQ(config_.context_per_slot, 0);
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
    EXPECT_EQ(config_.context_per_slot, model_.info.trained_context / 2);
    EXPECT_EQ(config_.gpu_layers, -1);
    asked_.context_length = 2048;
    ASSERT_TRUE(step(FailureKind::out_of_memory_compute));
    EXPECT_EQ(config_.context_per_slot, 2048);
    EXPECT_EQ(config_.cache_type_k, "q8_0");
    EXPECT_EQ(config_.cache_type_v, "q8_0");
    asked_.extra_arguments = {"--cache-type-k=f16"};
    ASSERT_TRUE(step(FailureKind::out_of_memory_request));
    EXPECT_EQ(config_.cache_type_k, "f16");
    EXPECT_EQ(config_.cache_type_v, "");
    EXPECT_GT(config_.gpu_layers, 0);
}

TEST_F(stepping_down, crashes_are_answered_with_what_can_be_done_without) {
    ASSERT_TRUE(step(FailureKind::graph_crash));
    EXPECT_FALSE(config_.graphs);
    ASSERT_TRUE(step(FailureKind::flash_attention_crash));
    EXPECT_EQ(config_.flash_attention, FlashAttention::off);
    asked_.extra_arguments = {"-fa", "on"};
    EXPECT_FALSE(step(FailureKind::flash_attention_crash));
    asked_.environment = {{"GGML_CUDA_DISABLE_GRAPHS", "0"}};
    EXPECT_FALSE(step(FailureKind::graph_crash));
}

TEST_F(stepping_down, a_template_that_can_not_be_read_gives_way_to_another) {
    const llamacpp::ServerConfig config;
    StepDown step_down(config, model_, {});
    const auto changed = step_down(config, FailureKind::bad_chat_template);
    ASSERT_TRUE(changed);
    EXPECT_THAT(changed->note, HasSubstr("chatml"));
    EXPECT_EQ(changed->config.other_arguments,
              (std::vector<std::string>{"--chat-template", "chatml"}));
    EXPECT_FALSE(step_down(changed->config, FailureKind::bad_chat_template));
    EXPECT_TRUE(step_down(config, FailureKind::out_of_memory_kv)) << "that is another matter";
    asked_.extra_arguments = {"--chat-template", "vicuna"};
    EXPECT_FALSE(step(FailureKind::bad_chat_template));
}

TEST_F(stepping_down, memory_used_up_at_a_request_under_rocm_costs_context) {
    ASSERT_TRUE(step(FailureKind::out_of_memory_request));
    EXPECT_EQ(config_.context_per_slot, model_.info.trained_context / 2);
}

TEST_F(stepping_down, it_happens_once) {
    const llamacpp::ServerConfig config;
    StepDown step_down(config, model_, {});
    EXPECT_FALSE(step_down(config, FailureKind::gpu_hang));
    EXPECT_FALSE(step_down(config, FailureKind::killed_for_memory));
    EXPECT_TRUE(step_down(config, FailureKind::out_of_memory_kv));
    EXPECT_FALSE(step_down(config, FailureKind::out_of_memory_kv));
    EXPECT_FALSE(step_down(config, FailureKind::graph_crash));
}

TEST_F(stepping_down, options_of_the_caller_stay_as_flags_of_his_do) {
    asked_.context_length = 2048;
    asked_.kv_cache_type = "f16";
    asked_.gpu_layers = 3;
    EXPECT_FALSE(step(FailureKind::out_of_memory_kv));
    asked_.flash_attention = FlashAttention::on;
    EXPECT_FALSE(step(FailureKind::flash_attention_crash));
}

TEST_F(stepping_down, it_can_be_forbidden) {
    const llamacpp::ServerConfig config;
    EXPECT_FALSE(StepDown(config, model_, {.allowed = false})(config, FailureKind::graph_crash));
}

}  // namespace
}  // namespace inference::backend
