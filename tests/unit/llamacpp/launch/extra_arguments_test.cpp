// SPDX-License-Identifier: EUPL-1.2
#include "llamacpp/launch/extra_arguments.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace inference::llamacpp {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

using Words = std::vector<std::string>;

ServerConfig config_of(const Words& words) {
    ServerConfig config;
    const auto ok = take_extra_arguments(words, config);
    EXPECT_TRUE(ok) << ok.error().message;
    return config;
}

std::string refusal_of(const Words& words, ServerConfig config = {}) {
    const auto ok = take_extra_arguments(words, config);
    if (ok) return "(taken)";
    EXPECT_EQ(ok.error().code, ErrorCode::invalid_argument);
    return ok.error().message;
}

TEST(extra_arguments, that_are_fields_are_understood_in_every_spelling) {
    for (const Words& words : {Words{"--cache-type-k", "q4_0"}, Words{"--cache_type_k=q4_0"},
                               Words{"-ctk", "q4_0"}, Words{"--cache-type-k=q4_0"}}) {
        const ServerConfig config = config_of(words);
        EXPECT_EQ(config.cache_type_k, "q4_0") << words.front();
        EXPECT_EQ(config.cache_type_v, "");
        EXPECT_THAT(config.other_arguments, IsEmpty());
    }
    EXPECT_EQ(config_of({"-ctv", "f32"}).cache_type_v, "f32");
    EXPECT_EQ(config_of({"-b", "1024"}).batch, 1024);
    EXPECT_EQ(config_of({"--ubatch_size=64"}).micro_batch, 64);
    EXPECT_EQ(config_of({"--flash-attn", "off"}).flash_attention, FlashAttention::off);
    EXPECT_EQ(config_of({"-fa=1"}).flash_attention, FlashAttention::on);
    EXPECT_EQ(config_of({"-fa", "auto"}).flash_attention, FlashAttention::automatic);
}

TEST(extra_arguments, a_flash_attention_without_a_value_means_on) {
    EXPECT_EQ(config_of({"-fa"}).flash_attention, FlashAttention::on);
    const ServerConfig config = config_of({"-fa", "-ctk", "q8_0"});
    EXPECT_EQ(config.flash_attention, FlashAttention::on);
    EXPECT_EQ(config.cache_type_k, "q8_0");
    EXPECT_EQ(config_of({"-fa", "--threads", "1"}).other_arguments, (Words{"--threads", "1"}));
    EXPECT_EQ(config_of({"-fa", "-1"}).flash_attention, FlashAttention::automatic);
}

TEST(extra_arguments, that_are_no_fields_stay_as_they_were_typed) {
    const Words words{"--threads", "1", "--warm_up", "--threads-http", "-c", "--seed=-1"};
    EXPECT_EQ(config_of(words).other_arguments, words);
}

TEST(extra_arguments, tell_of_a_template_and_of_a_stretched_context) {
    EXPECT_FALSE(config_of({"--threads", "1"}).names_template);
    EXPECT_TRUE(config_of({"--chat_template=chatml"}).names_template);
    EXPECT_TRUE(config_of({"--chat-template-file", "t.jinja"}).names_template);
    EXPECT_FALSE(config_of({"--threads", "1"}).stretches_context);
    EXPECT_TRUE(config_of({"--rope-scale", "4"}).stretches_context);
    EXPECT_TRUE(config_of({"--yarn-orig-ctx=4096"}).stretches_context);
    EXPECT_TRUE(config_of({"--override-kv", "a=int:1"}).stretches_context);
}

TEST(extra_arguments, with_a_bad_value_are_refused_with_what_they_take) {
    EXPECT_THAT(refusal_of({"--cache-type-k", "q2_k"}), HasSubstr("q8_0"));
    EXPECT_THAT(refusal_of({"--cache-type-k"}), HasSubstr("--cache-type-k must be"));
    EXPECT_THAT(refusal_of({"-ub", "0"}), HasSubstr("1 to 65536"));
    EXPECT_THAT(refusal_of({"-ub", "12x"}), HasSubstr("1 to 65536"));
    EXPECT_THAT(refusal_of({"-fa", "maybe"}), HasSubstr("on, off or auto"));
}

TEST(extra_arguments, that_contradict_an_option_or_each_other_are_refused) {
    ServerConfig config;
    config.cache_type_k = "q8_0";
    EXPECT_THAT(refusal_of({"-ctk", "f16"}, config), HasSubstr("option kv_cache_type"));
    EXPECT_EQ(refusal_of({"-ctk", "q8_0"}, config), "(taken)");
    EXPECT_THAT(refusal_of({"-fa", "on", "-fa", "off"}), HasSubstr("contradicts"));
    EXPECT_THAT(refusal_of({"-ctv", "q8_0", "-fa", "off"}), HasSubstr("needs flash attention"));
    EXPECT_THAT(refusal_of({"-b", "64", "-ub", "128"}), HasSubstr("more than option batch"));
}

TEST(extra_arguments, that_would_run_programs_are_refused_with_the_reason) {
    EXPECT_THAT(refusal_of({"--tools", "all"}), HasSubstr("run programs"));
    EXPECT_THAT(refusal_of({"--agent"}), HasSubstr("run programs"));
    EXPECT_THAT(refusal_of({"--ui-mcp-proxy"}), HasSubstr("reach other machines"));
    EXPECT_THAT(refusal_of({"--sleep-idle-seconds", "60"}), HasSubstr("close the model"));
}

}  // namespace
}  // namespace inference::llamacpp
