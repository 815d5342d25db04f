// SPDX-License-Identifier: EUPL-1.2
#include "support/gguf_writer.h"
#include "support/temporary_folder.h"

#include <inference/gguf.h>

#include <gtest/gtest.h>

namespace {

using inference::GgufDepth;
using inference::ModelInfo;
using inference::read_gguf;
using test_support::GgufWriter;
using test_support::TemporaryFolder;

ModelInfo info_of(const GgufWriter& writer, GgufDepth depth = GgufDepth::full) {
    const TemporaryFolder folder;
    writer.write(folder.file("m.gguf"));
    auto model = read_gguf(folder.file("m.gguf"), depth);
    EXPECT_TRUE(model) << model.error().message;
    return model ? model->info : ModelInfo{};
}

TEST(model_info, everything_the_contract_names_is_found) {
    GgufWriter writer;
    // The architecture comes last: its keys must be found all the same.
    writer.u32("qwen3moe.context_length", 40960).u32("qwen3moe.block_count", 48);
    writer.u32("qwen3moe.embedding_length", 2048).u32("qwen3moe.attention.head_count", 32);
    writer.u32("qwen3moe.attention.head_count_kv", 4).u32("qwen3moe.expert_count", 128);
    writer.u32("qwen3moe.attention.sliding_window", 512).u32("general.file_type", 15);
    writer.texts("tokenizer.ggml.tokens", {"a", "b", "c"}).text("general.license", "apache-2.0");
    writer.text("tokenizer.chat_template", "{{ messages }}").text("general.name", "Qwen3");
    writer.text("general.architecture", "qwen3moe");
    writer.tensor("blk.0.ffn.weight", 12, {256, 4}).tensor("norm.weight", 0, {2000});
    const ModelInfo info = info_of(writer);
    EXPECT_EQ(info.architecture, "qwen3moe");
    EXPECT_EQ(info.name, "Qwen3");
    EXPECT_EQ(info.licence, "apache-2.0");
    EXPECT_EQ(info.quantisation, "Q4_K_M");
    EXPECT_EQ(info.quant_bits, 4);
    EXPECT_EQ(info.quant_group, 32);
    EXPECT_EQ(info.parameters, 256 * 4 + 2000);
    EXPECT_EQ(info.vocab_size, 3);
    EXPECT_EQ(info.num_layers, 48);
    EXPECT_EQ(info.hidden_size, 2048);
    EXPECT_EQ(info.num_heads, 32);
    EXPECT_EQ(info.num_kv_heads, 4);
    EXPECT_EQ(info.num_experts, 128);
    EXPECT_EQ(info.sliding_window, 512);
    EXPECT_EQ(info.trained_context, 40960);
    EXPECT_EQ(info.chat_template, "{{ messages }}");
    EXPECT_EQ(info.file_bytes, writer.header().size() + writer.data_bytes());
}

TEST(model_info, other_integer_widths_are_accepted_where_they_fit) {
    GgufWriter writer;
    writer.text("general.architecture", "llama").u64("llama.context_length", 4096);
    writer.u16("llama.block_count", 12).u8("llama.attention.head_count", 8);
    writer.i32("llama.embedding_length", 512).i32("llama.expert_count", -1);
    const ModelInfo info = info_of(writer);
    EXPECT_EQ(info.trained_context, 4096);
    EXPECT_EQ(info.num_layers, 12);
    EXPECT_EQ(info.num_heads, 8);
    EXPECT_EQ(info.num_kv_heads, 8);
    EXPECT_EQ(info.hidden_size, 512);
    EXPECT_EQ(info.num_experts, 0);
}

TEST(model_info, lists_for_each_layer_show_their_largest) {
    GgufWriter writer;
    writer.text("general.architecture", "openelm")
        .u32s("openelm.attention.head_count", {12, 20, 16});
    writer.u32s("openelm.attention.head_count_kv", {3, 5, 4});
    const ModelInfo info = info_of(writer);
    EXPECT_EQ(info.num_heads, 20);
    EXPECT_EQ(info.num_kv_heads, 5);
}

TEST(model_info, a_file_without_file_type_is_named_after_its_tensors) {
    GgufWriter writer;
    writer.text("general.architecture", "llama").tensor("a", 8, {32, 8}).tensor("b", 0, {4});
    const ModelInfo info = info_of(writer);
    EXPECT_EQ(info.quantisation, "Q8_0");
    EXPECT_EQ(info.quant_bits, 8);
    EXPECT_EQ(info.quant_group, 32);
}

TEST(model_info, the_brief_read_of_a_usual_file_gives_the_rounded_size) {
    GgufWriter writer;
    writer.text("general.architecture", "llama").text("general.size_label", "8B");
    writer.u32("general.file_type", 7).u32("llama.context_length", 8192);
    writer.u32("llama.block_count", 32).u32("llama.embedding_length", 4096);
    writer.u32("llama.attention.head_count", 32);
    writer.texts("tokenizer.ggml.tokens", std::vector<std::string>(5000, "t"));
    const ModelInfo info = info_of(writer, GgufDepth::metadata);
    EXPECT_EQ(info.parameters, 8'000'000'000);
    EXPECT_EQ(info.vocab_size, 5000);
    EXPECT_EQ(info.quantisation, "Q8_0");
    EXPECT_EQ(info.quant_bits, 8);
}

}  // namespace
