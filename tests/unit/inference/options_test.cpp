// SPDX-License-Identifier: EUPL-1.2
#include <inference/options.h>

#include <gtest/gtest.h>

#include <cmath>

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
