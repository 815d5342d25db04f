// SPDX-License-Identifier: EUPL-1.2
#include "gguf_bench_file.h"

#include "support/gguf_writer.h"

#include <random>
#include <vector>

namespace bench {

namespace {

constexpr std::size_t kTokens = 152'000;
constexpr std::size_t kMerges = 151'000;
constexpr std::uint64_t kBlocks = 28;
constexpr std::uint32_t kQ4K = 12;

/// Words of 1 to 12 letters: about as long as real tokens.
std::vector<std::string> words(std::size_t count, std::size_t parts) {
    std::mt19937 random(42);
    std::vector<std::string> all;
    all.reserve(count);
    for (std::size_t i = 0; i < count; ++i) {
        std::string word;
        for (std::size_t part = 0; part < parts; ++part) {
            if (part > 0) word += ' ';
            for (std::size_t length = 1 + random() % 12 / parts; length > 0; --length)
                word += static_cast<char>('a' + random() % 26);
        }
        all.push_back(std::move(word));
    }
    return all;
}

}  // namespace

void write_bench_model(const std::string& path, KeyOrder order) {
    test_support::GgufWriter writer;
    writer.text("general.architecture", "qwen2").text("general.name", "Made Up 7B");
    writer.text("general.size_label", "7B").text("general.license", "apache-2.0");
    writer.u32("qwen2.block_count", kBlocks).u32("qwen2.context_length", 32'768);
    writer.u32("qwen2.embedding_length", 3584).u32("qwen2.feed_forward_length", 18'944);
    writer.u32("qwen2.attention.head_count", 28).u32("qwen2.attention.head_count_kv", 4);
    if (order == KeyOrder::known_early) writer.u32("general.file_type", 15);
    writer.text("tokenizer.ggml.model", "gpt2").texts("tokenizer.ggml.tokens", words(kTokens, 1));
    writer.u32s("tokenizer.ggml.token_type", std::vector<std::uint32_t>(kTokens, 1));
    writer.texts("tokenizer.ggml.merges", words(kMerges, 2));
    writer.text("tokenizer.chat_template", std::string(2500, 'x'));
    if (order == KeyOrder::known_late) writer.u32("general.file_type", 15);
    writer.tensor("token_embd.weight", kQ4K, {3584, 152'064});
    writer.tensor("output.weight", kQ4K, {3584, 152'064}).tensor("output_norm.weight", 0, {3584});
    for (std::uint64_t i = 0; i < kBlocks; ++i) {
        const std::string block = "blk." + std::to_string(i) + ".";
        for (const char* name :
             {"attn_norm.weight", "ffn_norm.weight", "attn_q.bias", "attn_k.bias", "attn_v.bias"})
            writer.tensor(block + name, 0, {3584});
        for (const char* name : {"attn_q.weight", "attn_output.weight"})
            writer.tensor(block + name, kQ4K, {3584, 3584});
        for (const char* name : {"attn_k.weight", "attn_v.weight"})
            writer.tensor(block + name, kQ4K, {3584, 512});
        for (const char* name : {"ffn_gate.weight", "ffn_up.weight", "ffn_down.weight"})
            writer.tensor(block + name, kQ4K, {3584, 24'064});
    }
    writer.write(path);
}

}  // namespace bench
