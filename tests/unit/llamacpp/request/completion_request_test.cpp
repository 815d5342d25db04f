// SPDX-License-Identifier: EUPL-1.2
// What is said to the server, and how what it says is understood.
#include "llamacpp/request/completion_request.h"

#include "http/sse_framer.h"
#include "llamacpp/failure/error_answer.h"
#include "llamacpp/server/properties.h"
#include "llamacpp/stream/completion_event.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace inference::llamacpp {
namespace {

using nlohmann::json;
using testing::HasSubstr;

json body_of(const Prompt& prompt, const GenerateOptions& options = {}) {
    const auto body = completion_body(prompt, options, 0);
    EXPECT_TRUE(body) << body.error().message;
    return body ? json::parse(*body) : json();
}

TEST(completion_request, says_every_sampling_value_itself) {
    const json body = body_of("hello");
    for (const char* key : {"samplers",
                            "temperature",
                            "top_k",
                            "top_p",
                            "min_p",
                            "repeat_penalty",
                            "repeat_last_n",
                            "presence_penalty",
                            "frequency_penalty",
                            "typical_p",
                            "top_n_sigma",
                            "xtc_probability",
                            "dry_multiplier",
                            "dynatemp_range",
                            "mirostat",
                            "seed",
                            "stop",
                            "logit_bias",
                            "ignore_eos",
                            "n_predict",
                            "stream",
                            "return_tokens"}) {
        EXPECT_TRUE(body.contains(key)) << key;
    }
    EXPECT_EQ(body["temperature"], 0);
    EXPECT_EQ(body["top_k"], 1) << "greedy";
    EXPECT_EQ(body["top_p"], 1);
    EXPECT_EQ(body["min_p"], 0);
    EXPECT_EQ(body["repeat_penalty"], 1);
    EXPECT_EQ(body["seed"], -1);
    EXPECT_EQ(body["n_predict"], 256);
    EXPECT_EQ(body["stream"], true);
    EXPECT_EQ(body["prompt"], "hello");
}

TEST(completion_request, carries_the_options) {
    GenerateOptions options;
    options.max_tokens = 7;
    options.temperature = 0.5F;
    options.top_k = 11;
    options.top_p = 0.25F;
    options.min_p = 0.125F;
    options.repeat_penalty = 1.5F;
    options.seed = 4294967293U;
    options.stop = {"END", "é"};
    options.ignore_end_of_sequence = true;
    const json body = body_of(std::vector<TokenId>{1, 2, 3}, options);
    EXPECT_EQ(body["prompt"], json::array({1, 2, 3}));
    EXPECT_EQ(body["n_predict"], 7);
    EXPECT_EQ(body["temperature"], 0.5);
    EXPECT_EQ(body["top_k"], 11);
    EXPECT_EQ(body["top_p"], 0.25);
    EXPECT_EQ(body["min_p"], 0.125);
    EXPECT_EQ(body["repeat_penalty"], 1.5);
    EXPECT_EQ(body["seed"], 4294967293U);
    EXPECT_EQ(body["stop"], json::array({"END", "é"}));
    EXPECT_EQ(body["ignore_eos"], true);
    EXPECT_EQ(body["samplers"],
              json::array({"penalties", "top_k", "top_p", "min_p", "temperature"}));
}

TEST(completion_request, a_bias_of_minus_100_bans) {
    GenerateOptions options;
    options.logit_bias = {{5, -100.0F}, {6, -99.0F}, {7, 100.0F}};
    EXPECT_EQ(body_of("x", options)["logit_bias"], json::parse("[[5,false],[6,-99.0],[7,100.0]]"));
}

TEST(completion_request, refuses_what_is_not_text) {
    GenerateOptions stop;
    stop.stop = {"\xff"};
    GenerateOptions grammar;
    grammar.grammar = "root ::= \"\xc3\"";
    GenerateOptions schema;
    schema.json_schema = "{\"type\":";
    for (const auto& [prompt, options] : {std::pair<Prompt, GenerateOptions>{"bad \xc3\x28", {}},
                                          {"x", stop},
                                          {"x", grammar},
                                          {"x", schema},
                                          {std::vector<TokenId>{}, {}}}) {
        const auto refused = completion_body(prompt, options, 0);
        ASSERT_FALSE(refused);
        EXPECT_EQ(refused.error().code, ErrorCode::invalid_argument);
        EXPECT_THAT(refused.error().message, testing::StartsWith("llamacpp: "));
    }
}

TEST(completion_request, every_seed_that_is_given_is_a_seed) {
    GenerateOptions options;
    EXPECT_EQ(body_of("x", options)["seed"], -1) << "draws one";
    options.seed = 7;
    EXPECT_EQ(body_of("x", options)["seed"], 7U);
    options.seed = 0xFFFFFFFF;
    EXPECT_EQ(body_of("x", options)["seed"], 0xFFFFFFFEU);
}

TEST(completion_request, a_schema_nested_without_end_is_refused) {
    GenerateOptions options;
    options.json_schema = std::string(200, '[') + std::string(200, ']');
    EXPECT_TRUE(completion_body("x", options, 0));
    for (const std::size_t depth : {std::size_t{300}, std::size_t{1'000'000}}) {
        options.json_schema = std::string(depth, '[') + std::string(depth, ']');
        const auto refused = completion_body("x", options, 0);
        ASSERT_FALSE(refused);
        EXPECT_THAT(refused.error().message, HasSubstr("nested deeper than 256"));
    }
}

TEST(completion_request, a_long_prompt_reports_how_far_its_prefill_has_come) {
    EXPECT_FALSE(body_of("short").contains("return_progress"));
    EXPECT_EQ(body_of(std::vector<TokenId>(257, 1))["return_progress"], true);
    EXPECT_EQ(body_of(std::string(2000, 'x'))["return_progress"], true);
}

}  // namespace
}  // namespace inference::llamacpp
