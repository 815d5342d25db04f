// SPDX-License-Identifier: EUPL-1.2
// Every kind of damage has an error of its own that says where.
#include "header_of.h"
#include "support/gguf_writer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <limits>

namespace {

using gguf_test::header_of;
using inference::ErrorCode;
using inference::gguf::GgufDepth;
using test_support::gguf_string;
using test_support::GgufWriter;
using test_support::little_endian;
using testing::HasSubstr;

constexpr std::uint64_t kHuge = std::numeric_limits<std::uint64_t>::max();

std::string complaint(const std::string& bytes) {
    const auto header = header_of(bytes);
    if (header) return "(read without complaint)";
    EXPECT_EQ(header.error().code, ErrorCode::bad_model);
    return header.error().message;
}

std::string complaint(const GgufWriter& writer) {
    return complaint(writer.header() + std::string(writer.data_bytes(), '\0'));
}

TEST(gguf_damage, what_is_no_gguf_file_is_named) {
    EXPECT_EQ(complaint(""), "is empty: download it again");
    EXPECT_THAT(complaint("GG"), HasSubstr("ends too early"));
    EXPECT_THAT(complaint("PK\x03\x04 and more"), HasSubstr("zip archive"));
    EXPECT_THAT(complaint("tjgg\x03 and more"), HasSubstr("older than GGUF"));
}

TEST(gguf_damage, other_versions_and_byte_orders_are_named) {
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

TEST(gguf_damage, counts_beyond_the_file_are_refused_before_anything_is_allocated) {
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

TEST(gguf_damage, every_truncation_of_a_sound_file_is_an_error) {
    GgufWriter writer;
    writer.text("general.architecture", "llama").texts("list", {"a", "b"}).tensor("t", 0, {8});
    const std::string bytes = writer.header() + std::string(writer.data_bytes(), '\0');
    ASSERT_TRUE(header_of(bytes));
    for (std::size_t length = 0; length < bytes.size(); ++length)
        EXPECT_NE(complaint(bytes.substr(0, length)), "(read without complaint)") << length;
}

TEST(gguf_damage, unknown_value_types_are_refused) {
    EXPECT_THAT(complaint(GgufWriter().raw("a", 13, "xxxx")), HasSubstr("unknown type 13"));
    EXPECT_THAT(complaint(GgufWriter().raw("a", 9, little_endian(77, 4) + little_endian(0, 8))),
                HasSubstr("unknown type 77"));
    EXPECT_THAT(complaint(GgufWriter().raw("a", 7, "\x02")), HasSubstr("bool of 2"));
}

TEST(gguf_damage, names_must_be_utf8_and_keys_must_differ) {
    EXPECT_THAT(complaint(GgufWriter().u32("a\xFF", 1)), HasSubstr("not UTF-8, at byte 24"));
    EXPECT_THAT(complaint(GgufWriter().tensor("t\x80", 0, {1})), HasSubstr("not UTF-8"));
    EXPECT_THAT(complaint(GgufWriter().u32("", 1)), HasSubstr("without a name"));
    EXPECT_THAT(complaint(GgufWriter().u32("same", 1).u32("other", 2).u32("same", 3)),
                HasSubstr("the key 'same' twice, at byte 65"));
    EXPECT_THAT(complaint(GgufWriter().tensor("t", 0, {1}).tensor("t", 0, {1})),
                HasSubstr("the tensor 't' twice"));
}

TEST(gguf_damage, tensors_of_impossible_shape_are_refused) {
    EXPECT_THAT(complaint(GgufWriter().tensor_at("t", 0, {1, 1, 1, 1, 1}, 0)),
                HasSubstr("5 dimensions"));
    EXPECT_THAT(complaint(GgufWriter().tensor_at("t", 0, {1ULL << 40, 1ULL << 40}, 0)),
                HasSubstr("impossible size"));
    EXPECT_THAT(complaint(GgufWriter().tensor_at("t", 0, {1ULL << 31, 1ULL << 31}, 0)),
                HasSubstr("impossible size"));
    EXPECT_THAT(complaint(GgufWriter().tensor_at("t", 12, {255}, 0)), HasSubstr("rows of 255"));
}

TEST(gguf_damage, tensors_must_lie_in_the_file_aligned_and_apart) {
    EXPECT_THAT(complaint(GgufWriter().tensor("a", 0, {64}).tensor_at("b", 0, {1}, 4)),
                HasSubstr("not aligned"));
    EXPECT_THAT(complaint(GgufWriter().tensor("a", 0, {64}).tensor_at("b", 0, {1}, 32)),
                HasSubstr("upon each other"));
    EXPECT_THAT(complaint(GgufWriter().tensor("a", 0, {64}).tensor_at("b", 0, {8}, 256)),
                HasSubstr("incomplete download"));
    EXPECT_THAT(complaint(GgufWriter().tensor_at("b", 0, {8}, kHuge - 31)),
                HasSubstr("incomplete download"));
}

TEST(gguf_damage, the_alignment_must_be_a_power_of_two) {
    for (const std::uint32_t wrong : {0U, 3U, 48U, 0xFFFFFFFFU})
        EXPECT_THAT(complaint(GgufWriter().u32("general.alignment", wrong)),
                    HasSubstr("power of two"))
            << wrong;
}

TEST(gguf_damage, a_header_that_would_eat_memory_is_refused) {
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

TEST(gguf_damage, a_file_that_shrinks_while_it_is_read_is_an_error) {
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
