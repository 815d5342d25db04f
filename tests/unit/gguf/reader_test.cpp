// SPDX-License-Identifier: EUPL-1.2
#include "header_of.h"
#include "support/gguf_writer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

namespace {

using gguf_test::header_of;
using inference::gguf::find_key;
using inference::gguf::GgufDepth;
using inference::gguf::unsigned_of;
using test_support::GgufWriter;
using test_support::little_endian;
using testing::HasSubstr;

template <class T>
T value_of(const inference::gguf::Header& header, std::string_view key) {
    const auto* found = find_key(header.keys, key);
    if (found == nullptr) throw std::out_of_range(std::string(key));
    return std::get<T>(found->value);
}

TEST(gguf_reader, all_thirteen_types_are_read) {
    GgufWriter writer;
    writer.u8("u8", 200).u16("u16", 60'000).u32("u32", 4'000'000'000).u64("u64", 1ULL << 63);
    writer.raw("i8", 1, little_endian(0xFE, 1)).raw("i16", 3, little_endian(0xFFFD, 2));
    writer.i32("i32", -4).raw("i64", 11, little_endian(std::uint64_t{0} - 5, 8));
    writer.f32("f32", 0.5F).f64("f64", -0.25).boolean("yes", true).boolean("no", false);
    writer.text("text", "größer").u32s("list", {1, 2, 3}).texts("texts", {"a", ""});
    const auto header = header_of(writer.header());
    ASSERT_TRUE(header) << header.error().message;
    EXPECT_EQ(value_of<std::uint64_t>(*header, "u8"), 200);
    EXPECT_EQ(value_of<std::uint64_t>(*header, "u16"), 60'000);
    EXPECT_EQ(value_of<std::uint64_t>(*header, "u32"), 4'000'000'000);
    EXPECT_EQ(value_of<std::uint64_t>(*header, "u64"), 1ULL << 63);
    EXPECT_EQ(value_of<std::int64_t>(*header, "i8"), -2);
    EXPECT_EQ(value_of<std::int64_t>(*header, "i16"), -3);
    EXPECT_EQ(value_of<std::int64_t>(*header, "i32"), -4);
    EXPECT_EQ(value_of<std::int64_t>(*header, "i64"), -5);
    EXPECT_EQ(value_of<double>(*header, "f32"), 0.5);
    EXPECT_EQ(value_of<double>(*header, "f64"), -0.25);
    EXPECT_TRUE(value_of<bool>(*header, "yes"));
    EXPECT_FALSE(value_of<bool>(*header, "no"));
    EXPECT_EQ(value_of<std::string>(*header, "text"), "größer");
    EXPECT_EQ(value_of<std::vector<std::int64_t>>(*header, "list"),
              (std::vector<std::int64_t>{1, 2, 3}));
    EXPECT_EQ(find_key(header->keys, "texts")->type, "array of string");
    EXPECT_EQ(find_key(header->keys, "texts")->count, 2);
    EXPECT_TRUE(header->complete);
}

TEST(gguf_reader, nested_arrays_are_skipped_and_what_follows_is_read) {
    const std::string inner = little_endian(4, 4) + little_endian(2, 8) + little_endian(7, 8);
    const std::string texts = little_endian(8, 4) + little_endian(1, 8) +
                              test_support::gguf_string("in a list in a list");
    GgufWriter writer;
    writer.raw("nested", 9, little_endian(9, 4) + little_endian(2, 8) + inner + texts);
    writer.u32("after", 42);
    const auto header = header_of(writer.header());
    ASSERT_TRUE(header) << header.error().message;
    EXPECT_EQ(unsigned_of(find_key(header->keys, "after")), 42);
}

TEST(gguf_reader, arrays_nested_without_end_are_refused) {
    std::string value;
    for (int depth = 0; depth < 100; ++depth)
        value += little_endian(9, 4) + little_endian(1, 8);
    value += little_endian(0, 4) + little_endian(0, 8);
    const auto header = header_of(GgufWriter().raw("deep", 9, value).header());
    ASSERT_FALSE(header);
    EXPECT_THAT(header.error().message, HasSubstr("nested more than"));
}

TEST(gguf_reader, version_2_is_read_like_version_3) {
    GgufWriter writer;
    writer.version = 2;
    writer.text("general.architecture", "llama").tensor("a", 0, {4});
    const auto header = header_of(writer.header() + std::string(writer.data_bytes(), '\0'));
    ASSERT_TRUE(header) << header.error().message;
    EXPECT_EQ(header->version, 2);
    EXPECT_EQ(header->tensors.size(), 1);
}

TEST(gguf_reader, tensors_have_their_size_and_place) {
    GgufWriter writer;
    writer.tensor("a", 2, {64, 3}).tensor("b", 14, {256, 2, 5}).tensor("c", 0, {});
    const auto header = header_of(writer.header() + std::string(writer.data_bytes(), '\0'));
    ASSERT_TRUE(header) << header.error().message;
    ASSERT_EQ(header->tensors.size(), 3);
    EXPECT_EQ(header->tensors[0].bytes, 2 * 3 * 18);
    EXPECT_EQ(header->tensors[1].bytes, 10 * 210);
    EXPECT_EQ(header->tensors[1].offset, 128);
    EXPECT_EQ(header->tensors[2].bytes, 4);
    EXPECT_EQ(header->data_offset, writer.header().size());
}

TEST(gguf_reader, another_alignment_is_followed) {
    GgufWriter writer;
    writer.alignment = 256;
    writer.u32("general.alignment", 256).tensor("a", 0, {1}).tensor("b", 0, {1});
    const auto header = header_of(writer.header() + std::string(writer.data_bytes(), '\0'));
    ASSERT_TRUE(header) << header.error().message;
    EXPECT_EQ(header->data_offset % 256, 0);
    EXPECT_EQ(header->tensors[1].offset, 256);
}

TEST(gguf_reader, an_unknown_tensor_type_is_not_fatal) {
    GgufWriter writer;
    writer.tensor_at("new", 999, {32}, 0).tensor("known", 0, {8});
    const auto header = header_of(writer.header() + std::string(writer.data_bytes(), '\0'));
    ASSERT_TRUE(header) << header.error().message;
    EXPECT_EQ(header->tensors[0].type, 999);
    EXPECT_EQ(header->tensors[0].bytes, 0);
}

TEST(gguf_reader, the_same_is_read_wherever_the_window_ends) {
    GgufWriter writer;
    writer.text("general.architecture", "llama")
        .texts("tokens", {"a", "bcd", "", std::string(70, 'x')});
    writer.u32s("layers", {1, 2, 3}).text("tokenizer.chat_template", std::string(300, 'y'));
    writer.tensor("a", 0, {4}).tensor("b", 0, {5});
    const std::string bytes = writer.header() + std::string(writer.data_bytes(), '\0');
    for (std::size_t window = 8; window < 200; ++window) {
        const auto header = header_of(bytes, GgufDepth::full, window);
        ASSERT_TRUE(header) << window << ": " << header.error().message;
        EXPECT_EQ(value_of<std::string>(*header, "tokenizer.chat_template").size(), 300);
        EXPECT_EQ(header->tensors[1].name, "b");
    }
}

GgufWriter with_early_keys() {
    GgufWriter writer;
    writer.text("general.architecture", "llama").text("general.size_label", "8B");
    writer.u32("general.file_type", 15).u32("llama.context_length", 8192);
    writer.u32("llama.block_count", 32).u32("llama.embedding_length", 4096);
    writer.u32("llama.attention.head_count", 32);
    return writer;
}

TEST(gguf_reader, metadata_stops_at_the_vocabulary_once_enough_is_known) {
    GgufWriter writer = with_early_keys();
    writer.texts("tokenizer.ggml.tokens", std::vector<std::string>(5000, "t"));
    writer.text("tokenizer.chat_template", "last");
    const auto brief = header_of(writer.header(), GgufDepth::metadata);
    ASSERT_TRUE(brief) << brief.error().message;
    EXPECT_FALSE(brief->complete);
    EXPECT_EQ(find_key(brief->keys, "tokenizer.ggml.tokens")->count, 5000);
    EXPECT_EQ(find_key(brief->keys, "tokenizer.chat_template"), nullptr);
    const auto full = header_of(writer.header());
    ASSERT_TRUE(full) << full.error().message;
    EXPECT_TRUE(full->complete);
    EXPECT_EQ(value_of<std::string>(*full, "tokenizer.chat_template"), "last");
}

TEST(gguf_reader, metadata_goes_on_while_something_is_missing) {
    GgufWriter writer;
    writer.texts("tokenizer.ggml.tokens", std::vector<std::string>(5000, "t"));
    writer.u32("llama.context_length", 8192).text("general.architecture", "llama");
    const auto header = header_of(writer.header(), GgufDepth::metadata);
    ASSERT_TRUE(header) << header.error().message;
    EXPECT_TRUE(header->complete);
    EXPECT_EQ(value_of<std::string>(*header, "general.architecture"), "llama");
}

TEST(gguf_reader, long_texts_are_refused_where_wanted_and_skipped_elsewhere) {
    const std::string big((1 << 20) + 1, 'x');
    const auto kept = header_of(GgufWriter().text("general.name", big).header());
    ASSERT_FALSE(kept);
    EXPECT_THAT(kept.error().message, HasSubstr("at most 1048576 are allowed"));
    const auto other = header_of(GgufWriter().text("x.blob", big).u32("after", 1).header());
    ASSERT_TRUE(other) << other.error().message;
    EXPECT_EQ(unsigned_of(find_key(other->keys, "after")), 1);
}

}  // namespace
