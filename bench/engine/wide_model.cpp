// SPDX-License-Identifier: EUPL-1.2
#include "wide_model.h"

#include "support/gguf_writer.h"

#include <cstdint>
#include <fstream>
#include <random>
#include <string>
#include <vector>

namespace bench {
namespace {

constexpr std::uint64_t kWidth = 32;
constexpr std::uint64_t kInner = 64;
constexpr std::uint32_t kF32 = 0;

std::string utf8(int code) {
    if (code < 0x80) return {static_cast<char>(code)};
    return {static_cast<char>(0xC0 | code >> 6), static_cast<char>(0x80 | (code & 0x3F))};
}

// GPT-2's way to write any byte as a visible character.
std::vector<std::string> byte_tokens() {
    std::vector<std::string> tokens;
    int next = 256;
    for (int byte = 0; byte < 256; ++byte) {
        const bool visible =
            (byte >= 33 && byte <= 126) || (byte >= 161 && byte <= 172) || byte >= 174;
        tokens.push_back(utf8(visible ? byte : next++));
    }
    return tokens;
}

std::vector<std::string> vocabulary(int tokens) {
    std::vector<std::string> words = byte_tokens();
    std::mt19937 random(1);
    while (static_cast<int>(words.size()) < tokens - 1) {
        std::string word = random() % 2 == 0 ? utf8(0x120) : "";  // a space before it
        for (auto letters = random() % 5 + 1; letters > 0; --letters)
            word += static_cast<char>('a' + random() % 26);
        words.push_back(word + std::to_string(words.size()));
    }
    words.emplace_back("<|end|>");
    return words;
}

}  // namespace

void write_wide_model(const std::string& path, int tokens) {
    test_support::GgufWriter file;
    file.text("general.architecture", "llama").text("general.name", "wide");
    file.u32("llama.context_length", 512).u32("llama.embedding_length", kWidth);
    file.u32("llama.block_count", 1).u32("llama.feed_forward_length", kInner);
    file.u32("llama.attention.head_count", 2).u32("llama.attention.head_count_kv", 2);
    file.f32("llama.attention.layer_norm_rms_epsilon", 1e-5F);
    file.u32("llama.rope.dimension_count", kWidth / 2);
    file.u32("llama.vocab_size", static_cast<std::uint32_t>(tokens));
    file.text("tokenizer.ggml.model", "gpt2").text("tokenizer.ggml.pre", "gpt-2");
    file.texts("tokenizer.ggml.tokens", vocabulary(tokens));
    file.texts("tokenizer.ggml.merges", {"t h"});
    file.u32("tokenizer.ggml.eos_token_id", static_cast<std::uint32_t>(tokens - 1));
    file.u32("tokenizer.ggml.bos_token_id", static_cast<std::uint32_t>(tokens - 1));
    file.tensor("token_embd.weight", kF32, {kWidth, static_cast<std::uint64_t>(tokens)});
    file.tensor("output.weight", kF32, {kWidth, static_cast<std::uint64_t>(tokens)});
    file.tensor("output_norm.weight", kF32, {kWidth});
    for (const char* norm : {"attn_norm", "ffn_norm"})
        file.tensor("blk.0." + std::string(norm) + ".weight", kF32, {kWidth});
    for (const char* square : {"attn_q", "attn_k", "attn_v", "attn_output"})
        file.tensor("blk.0." + std::string(square) + ".weight", kF32, {kWidth, kWidth});
    file.tensor("blk.0.ffn_gate.weight", kF32, {kWidth, kInner});
    file.tensor("blk.0.ffn_up.weight", kF32, {kWidth, kInner});
    file.tensor("blk.0.ffn_down.weight", kF32, {kInner, kWidth});

    std::mt19937 random(2);
    std::uniform_real_distribution<float> weight(-1.0F, 1.0F);
    std::vector<float> data(file.data_bytes() / sizeof(float));
    for (float& value : data)
        value = weight(random);
    std::ofstream out(path, std::ios::binary);
    out << file.header();
    out.write(reinterpret_cast<const char*>(data.data()),
              static_cast<std::streamsize>(data.size() * sizeof(float)));
}

}  // namespace bench
