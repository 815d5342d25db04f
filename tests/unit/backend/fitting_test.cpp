// SPDX-License-Identifier: EUPL-1.2
#include "backend/fitting.h"

#include "backend/configure.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace inference::backend {
namespace {

using ::testing::HasSubstr;

constexpr std::uint64_t kGiB = std::uint64_t{1} << 30;

class fitting : public ::testing::Test {
protected:
    void SetUp() override {
        auto model = read_gguf(ROCINFER_SOURCE_DIR "/models/rocinfer-tiny.gguf", GgufDepth::full);
        ASSERT_TRUE(model) << model.error().message;
        model_ = *std::move(model);
        auto plan = plan_fit(model_, {});
        ASSERT_TRUE(plan) << plan.error().message;
        whole_ = plan->total_bytes;
    }
    Result<Fitted> fit(std::uint64_t free, const LoadOptions& options = {}) {
        const auto config = configure(options, /*on_gpu=*/true);
        EXPECT_TRUE(config) << config.error().message;
        return fit_to_gpu(model_, *config, options.require_gpu, {free, 0, free, false});
    }

    GgufModel model_;
    std::uint64_t whole_ = 0;
};

TEST_F(fitting, what_fits_is_left_as_asked) {
    auto fitted = fit(16 * kGiB);
    ASSERT_TRUE(fitted);
    EXPECT_EQ(fitted->config.gpu_layers, -1);
    EXPECT_EQ(fitted->config.context_per_slot, 0);
    EXPECT_TRUE(fitted->warnings.empty());
}

TEST_F(fitting, a_tight_fit_is_said) {
    auto fitted = fit(whole_ + kGiB / 2);
    ASSERT_TRUE(fitted);
    EXPECT_EQ(fitted->config.gpu_layers, -1);
    ASSERT_EQ(fitted->warnings.size(), 1U);
    EXPECT_THAT(fitted->warnings.front(), HasSubstr("tight"));
}

TEST_F(fitting, what_can_not_fit_is_refused_with_figures_and_advice) {
    auto refused = fit(whole_ / 16);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::out_of_memory);
    EXPECT_THAT(refused.error().message, HasSubstr("rocinfer-tiny.gguf"));
    EXPECT_THAT(refused.error().message, HasSubstr("free"));
    EXPECT_THAT(refused.error().message, HasSubstr("saves"));
}

TEST_F(fitting, a_gpu_that_is_required_gets_no_half_of_the_model) {
    LoadOptions options;
    options.require_gpu = true;
    EXPECT_FALSE(fit(whole_ - whole_ / 8, options));
}

TEST_F(fitting, nothing_is_decided_for_the_cpu_or_without_knowing_the_memory) {
    LoadOptions cpu;
    cpu.gpu_layers = 0;
    EXPECT_TRUE(fit(1, cpu));
    EXPECT_TRUE(fit(0));
}

TEST_F(fitting, the_cache_and_the_batch_that_were_asked_for_are_planned) {
    LoadOptions options;
    const auto needs = [&](const LoadOptions& changed) {
        const auto config = configure(changed, /*on_gpu=*/true);
        EXPECT_TRUE(config) << config.error().message;
        const auto plan = plan_fit(model_, fit_request(*config));
        EXPECT_TRUE(plan) << plan.error().message;
        return plan->total_bytes;
    };
    EXPECT_EQ(needs(options), whole_);
    options.kv_cache_type = "q8_0";
    const std::uint64_t small_cache = needs(options);
    EXPECT_LT(small_cache, whole_);
    LoadOptions extra;
    extra.extra_arguments = {"--cache_type_k=q8_0", "-ctv", "q8_0"};
    EXPECT_EQ(needs(extra), small_cache);
    options.micro_batch = 64;
    EXPECT_LT(needs(options), small_cache);
    EXPECT_TRUE(fit(needs(options), options)) << "it is what the fitting looks at";
}

TEST_F(fitting, a_refusal_names_the_options_that_make_room) {
    auto refused = fit(whole_ / 16);
    ASSERT_FALSE(refused);
    EXPECT_THAT(refused.error().message, HasSubstr("option kv_cache_type q8_0"));
}

}  // namespace
}  // namespace inference::backend
