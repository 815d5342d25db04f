// SPDX-License-Identifier: EUPL-1.2
#include <inference/options.h>

#include <gtest/gtest.h>

#include <cmath>
#include <string_view>

namespace inference {
namespace {

TEST(options, defaults_are_accepted) {
    EXPECT_TRUE(validate(LoadOptions{}));
    EXPECT_TRUE(validate(GenerateOptions{}));
}

TEST(options, a_value_out_of_range_is_refused_by_name_and_range) {
    GenerateOptions options;
    options.top_p = 1.5F;
    auto refused = validate(options);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::invalid_argument);
    EXPECT_EQ(refused.error().message, "inference: option top_p must be 0 to 1, not 1.5");
}

TEST(options, nan_is_refused) {
    GenerateOptions options;
    options.temperature = std::nanf("");
    auto refused = validate(options);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().message, "inference: option temperature must be 0 to 100, not NaN");
}

TEST(options, each_numeric_option_has_a_lower_and_an_upper_bound) {
    auto refuses = [](auto change) {
        GenerateOptions options;
        change(options);
        return !validate(options);
    };
    EXPECT_TRUE(refuses([](auto& o) { o.max_tokens = 0; }));
    EXPECT_TRUE(refuses([](auto& o) { o.max_tokens = (1 << 24) + 1; }));
    EXPECT_TRUE(refuses([](auto& o) { o.top_k = -1; }));
    EXPECT_TRUE(refuses([](auto& o) { o.min_p = -0.1F; }));
    EXPECT_TRUE(refuses([](auto& o) { o.repeat_penalty = -1; }));
    EXPECT_TRUE(refuses([](auto& o) { o.stop = {""}; }));
    EXPECT_TRUE(refuses([](auto& o) { o.stop = std::vector<std::string>(65, "x"); }));
    EXPECT_TRUE(refuses([](auto& o) { o.stop_tokens = {-1}; }));
    EXPECT_TRUE(refuses([](auto& o) { o.logit_bias = {{1, 101.0F}}; }));
    EXPECT_FALSE(refuses([](auto& o) { o.logit_bias = {{1, -100.0F}}; }));
}

TEST(options, grammar_and_schema_contradict_each_other) {
    GenerateOptions options;
    options.grammar = "root ::= \"a\"";
    EXPECT_TRUE(validate(options));
    options.json_schema = "{}";
    EXPECT_FALSE(validate(options));
}

TEST(options, a_cache_type_is_one_of_the_engines_and_a_quantised_one_needs_flash_attention) {
    LoadOptions options;
    for (const std::string_view type : kv_cache_types()) {
        options.kv_cache_type = type;
        EXPECT_TRUE(validate(options)) << type;
    }
    options.kv_cache_type = "q2_k";
    auto refused = validate(options);
    ASSERT_FALSE(refused);
    EXPECT_NE(refused.error().message.find("kv_cache_type must be f32, f16"), std::string::npos)
        << refused.error().message;
    options.flash_attention = FlashAttention::off;
    options.kv_cache_type = "bf16";
    EXPECT_TRUE(validate(options));
    options.kv_cache_type = "q8_0";
    refused = validate(options);
    ASSERT_FALSE(refused);
    EXPECT_NE(refused.error().message.find("needs flash attention"), std::string::npos);
}

TEST(options, a_micro_batch_is_at_most_a_batch) {
    LoadOptions options;
    options.micro_batch = 65'536;
    EXPECT_TRUE(validate(options));
    options.batch = 64;
    EXPECT_FALSE(validate(options));
    options.micro_batch = 64;
    EXPECT_TRUE(validate(options));
    options.batch = 65'537;
    EXPECT_FALSE(validate(options));
}

TEST(options, an_open_context_is_the_models_own_up_to_4096) {
    EXPECT_EQ(default_context(0), 4096);
    EXPECT_EQ(default_context(1024), 1024);
    EXPECT_EQ(default_context(131'072), 4096);
}

TEST(options, load_options_have_bounds_too) {
    auto refuses = [](auto change) {
        LoadOptions options;
        change(options);
        return !validate(options);
    };
    EXPECT_TRUE(refuses([](auto& o) { o.context_length = -1; }));
    EXPECT_TRUE(refuses([](auto& o) { o.gpu_layers = -2; }));
    EXPECT_TRUE(refuses([](auto& o) { o.parallel_slots = 257; }));
    EXPECT_TRUE(refuses([](auto& o) { o.stall_timeout = std::chrono::milliseconds(0); }));
    EXPECT_TRUE(refuses([](auto& o) { o.environment = {{"A=B", "c"}}; }));
    EXPECT_TRUE(refuses([](auto& o) { o.extra_arguments = {std::string("a\0b", 3)}; }));
    EXPECT_TRUE(refuses([](auto& o) { o.require_gpu = true, o.gpu_layers = 0; }));
}

}  // namespace
}  // namespace inference
