// SPDX-License-Identifier: EUPL-1.2
#include "discovery/metadata_cache.h"

#include <gtest/gtest.h>

namespace {

using inference::ModelInfo;
using inference::discovery::Cache;
using inference::discovery::Stamp;

constexpr Stamp kStamp{100, 200, 300};

ModelInfo sample() {
    ModelInfo info;
    info.path = "/m/a.gguf";
    info.architecture = "llama";
    info.name = "größer";
    info.licence = "mit";
    info.quantisation = "Q4_K_M";
    info.quant_bits = 4;
    info.quant_group = 32;
    info.file_bytes = 1ULL << 40;
    info.parameters = 8'030'261'248;
    info.vocab_size = 128'256;
    info.num_layers = 32;
    info.hidden_size = 4096;
    info.num_heads = 32;
    info.num_kv_heads = 8;
    info.num_experts = 3;
    info.sliding_window = 512;
    info.trained_context = 131'072;
    info.chat_template = std::string("a\0b", 3);
    return info;
}

TEST(cache, what_was_put_in_comes_out_again) {
    Cache cache;
    cache.put("/m/a.gguf", kStamp, sample());
    cache.put("/m/b.gguf", kStamp, {});
    const Cache again = Cache::parse(cache.bytes());
    const ModelInfo* const found = again.find("/m/a.gguf", kStamp);
    ASSERT_NE(found, nullptr);
    const ModelInfo expected = sample();
    EXPECT_EQ(found->path, expected.path);
    EXPECT_EQ(found->architecture, expected.architecture);
    EXPECT_EQ(found->name, expected.name);
    EXPECT_EQ(found->licence, expected.licence);
    EXPECT_EQ(found->quantisation, expected.quantisation);
    EXPECT_EQ(found->quant_bits, expected.quant_bits);
    EXPECT_EQ(found->quant_group, expected.quant_group);
    EXPECT_EQ(found->file_bytes, expected.file_bytes);
    EXPECT_EQ(found->parameters, expected.parameters);
    EXPECT_EQ(found->vocab_size, expected.vocab_size);
    EXPECT_EQ(found->num_layers, expected.num_layers);
    EXPECT_EQ(found->hidden_size, expected.hidden_size);
    EXPECT_EQ(found->num_heads, expected.num_heads);
    EXPECT_EQ(found->num_kv_heads, expected.num_kv_heads);
    EXPECT_EQ(found->num_experts, expected.num_experts);
    EXPECT_EQ(found->sliding_window, expected.sliding_window);
    EXPECT_EQ(found->trained_context, expected.trained_context);
    EXPECT_EQ(found->chat_template, expected.chat_template);
    EXPECT_EQ(again.find("/m/b.gguf", kStamp)->path, "/m/b.gguf");
    EXPECT_EQ(again.bytes(), cache.bytes());
}

TEST(cache, another_size_time_or_file_is_not_found) {
    Cache cache;
    cache.put("/m/a.gguf", kStamp, sample());
    EXPECT_NE(cache.find("/m/a.gguf", kStamp), nullptr);
    EXPECT_EQ(cache.find("/m/a.gguf", {101, 200, 300}), nullptr);
    EXPECT_EQ(cache.find("/m/a.gguf", {100, 201, 300}), nullptr);
    EXPECT_EQ(cache.find("/m/a.gguf", {100, 200, 301}), nullptr);
    EXPECT_EQ(cache.find("/m/c.gguf", kStamp), nullptr);
    cache.forget("/m/a.gguf");
    EXPECT_EQ(cache.find("/m/a.gguf", kStamp), nullptr);
}

TEST(cache, any_damaged_byte_empties_it) {
    Cache cache;
    cache.put("/m/a.gguf", kStamp, sample());
    const std::string sound = cache.bytes();
    for (std::size_t i = 0; i < sound.size(); ++i) {
        std::string damaged = sound;
        damaged[i] = static_cast<char>(damaged[i] ^ 0x10);
        EXPECT_EQ(Cache::parse(damaged).find("/m/a.gguf", kStamp), nullptr) << i;
        EXPECT_EQ(Cache::parse(sound.substr(0, i)).find("/m/a.gguf", kStamp), nullptr) << i;
    }
}

}  // namespace
