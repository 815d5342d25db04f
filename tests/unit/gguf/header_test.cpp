// SPDX-License-Identifier: EUPL-1.2
#include "header_of.h"
#include "support/gguf_writer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace {

using gguf_test::complaint;
using gguf_test::header_of;
using gguf_test::value_of;
using inference::ErrorCode;
using inference::gguf::find_key;
using inference::gguf::GgufDepth;
using test_support::GgufWriter;
using test_support::little_endian;
using testing::HasSubstr;

constexpr std::uint64_t kHuge = std::numeric_limits<std::uint64_t>::max();

TEST(header, version_2_is_read_like_version_3) {
    GgufWriter writer;
    writer.version = 2;
    writer.text("general.architecture", "llama").tensor("a", 0, {4});
    const auto header = header_of(writer.header() + std::string(writer.data_bytes(), '\0'));
    ASSERT_TRUE(header) << header.error().message;
    EXPECT_EQ(header->version, 2);
    EXPECT_EQ(header->tensors.size(), 1);
}

TEST(header, the_same_is_read_wherever_the_window_ends) {
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

TEST(header, metadata_stops_at_the_vocabulary_once_enough_is_known) {
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

TEST(header, metadata_goes_on_while_something_is_missing) {
    GgufWriter writer;
    writer.texts("tokenizer.ggml.tokens", std::vector<std::string>(5000, "t"));
    writer.u32("llama.context_length", 8192).text("general.architecture", "llama");
    const auto header = header_of(writer.header(), GgufDepth::metadata);
    ASSERT_TRUE(header) << header.error().message;
    EXPECT_TRUE(header->complete);
    EXPECT_EQ(value_of<std::string>(*header, "general.architecture"), "llama");
}

TEST(header, what_is_no_gguf_file_is_named) {
    EXPECT_EQ(complaint(""), "is empty: download it again");
    EXPECT_THAT(complaint("GG"), HasSubstr("ends too early"));
    EXPECT_THAT(complaint("PK\x03\x04 and more"), HasSubstr("zip archive"));
    EXPECT_THAT(complaint("tjgg\x03 and more"), HasSubstr("older than GGUF"));
}

TEST(header, other_versions_and_byte_orders_are_named) {
    GgufWriter writer;
    writer.version = 1;
    EXPECT_THAT(complaint(writer), HasSubstr("version 1"));
    writer.version = 4;
    EXPECT_THAT(complaint(writer), HasSubstr("version 4"));
    writer.version = 0x03000000;
    EXPECT_THAT(complaint(writer), HasSubstr("big-endian"));
    writer.version = 0;
    EXPECT_THAT(complaint(writer), HasSubstr("version 0"));
}

TEST(header, counts_beyond_the_file_are_refused_before_anything_is_allocated) {
    EXPECT_THAT(complaint(GgufWriter().u32("a", 1).claim_keys(kHuge / 2)),
                HasSubstr("keys at byte 16"));
    EXPECT_THAT(complaint(GgufWriter().u32("a", 1).claim_tensors(kHuge / 2)),
                HasSubstr("tensors at byte 8"));
    EXPECT_THAT(complaint(GgufWriter().raw("a", 9, little_endian(8, 4) + little_endian(kHuge, 8))),
                HasSubstr("more than the file can hold"));
    EXPECT_THAT(complaint(GgufWriter().raw("a", 9, little_endian(0, 4) + little_endian(kHuge, 8))),
                HasSubstr("more than the file can hold"));
    EXPECT_THAT(complaint(GgufWriter().raw("a", 8, little_endian(kHuge, 8))),
                HasSubstr("ends too early"));
}

TEST(header, every_truncation_of_a_sound_file_is_an_error) {
    GgufWriter writer;
    writer.text("general.architecture", "llama").texts("list", {"a", "b"}).tensor("t", 0, {8});
    const std::string bytes = writer.header() + std::string(writer.data_bytes(), '\0');
    ASSERT_TRUE(header_of(bytes));
    for (std::size_t length = 0; length < bytes.size(); ++length)
        EXPECT_NE(complaint(bytes.substr(0, length)), "(read without complaint)") << length;
}

TEST(header, the_alignment_must_be_a_power_of_two) {
    for (const std::uint32_t wrong : {0U, 3U, 48U, 0xFFFFFFFFU})
        EXPECT_THAT(complaint(GgufWriter().u32("general.alignment", wrong)),
                    HasSubstr("power of two"))
            << wrong;
}

TEST(header, a_header_that_would_eat_memory_is_refused) {
    GgufWriter writer;
    for (int i = 0; i < 5'000; ++i)
        writer.u8(std::string(4096, 'k') + std::to_string(i), 1);
    EXPECT_THAT(complaint(writer), HasSubstr("more metadata than any model needs"));
}

/// A file that lost its end after its size was asked for.
class ShrinkingSource final : public inference::gguf::ByteSource {
public:
    explicit ShrinkingSource(std::string bytes) : bytes_(std::move(bytes)) {}
    std::uint64_t size() const noexcept override { return bytes_.size() + 1000; }
    inference::Result<std::size_t> read_at(std::uint64_t offset,
                                           std::span<unsigned char> into) override {
        inference::gguf::MemorySource rest(
            {reinterpret_cast<const unsigned char*>(bytes_.data()), bytes_.size()});
        return rest.read_at(offset, into);
    }

private:
    std::string bytes_;
};

TEST(header, a_file_that_shrinks_while_it_is_read_is_an_error) {
    ShrinkingSource source(GgufWriter().text("a", "b").claim_keys(2).header());
    const auto header = inference::gguf::read_header(source, GgufDepth::full);
    ASSERT_FALSE(header);
    EXPECT_EQ(header.error().code, ErrorCode::bad_model);
    const std::string bytes = GgufWriter().text("a", "b").claim_keys(2).header();
    ShrinkingSource cut(bytes.substr(0, 30));
    const auto shorter = inference::gguf::read_header(cut, GgufDepth::full);
    ASSERT_FALSE(shorter);
    EXPECT_EQ(shorter.error().code, ErrorCode::io);
    EXPECT_THAT(shorter.error().message, HasSubstr("became shorter"));
}

}  // namespace
