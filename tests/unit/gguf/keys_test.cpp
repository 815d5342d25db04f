// SPDX-License-Identifier: EUPL-1.2
#include "header_of.h"
#include "support/gguf_writer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <vector>

namespace {

using gguf_test::complaint;
using gguf_test::header_of;
using gguf_test::value_of;
using inference::gguf::find_key;
using inference::gguf::unsigned_of;
using test_support::GgufWriter;
using test_support::little_endian;
using testing::HasSubstr;

TEST(keys, all_thirteen_types_are_read) {
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

TEST(keys, nested_arrays_are_skipped_and_what_follows_is_read) {
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

TEST(keys, arrays_nested_without_end_are_refused) {
    std::string value;
    for (int depth = 0; depth < 100; ++depth)
        value += little_endian(9, 4) + little_endian(1, 8);
    value += little_endian(0, 4) + little_endian(0, 8);
    const auto header = header_of(GgufWriter().raw("deep", 9, value).header());
    ASSERT_FALSE(header);
    EXPECT_THAT(header.error().message, HasSubstr("nested more than"));
}

TEST(keys, long_texts_are_refused_where_wanted_and_skipped_elsewhere) {
    const std::string big((1 << 20) + 1, 'x');
    const auto kept = header_of(GgufWriter().text("general.name", big).header());
    ASSERT_FALSE(kept);
    EXPECT_THAT(kept.error().message, HasSubstr("at most 1048576 are allowed"));
    const auto other = header_of(GgufWriter().text("x.blob", big).u32("after", 1).header());
    ASSERT_TRUE(other) << other.error().message;
    EXPECT_EQ(unsigned_of(find_key(other->keys, "after")), 1);
}

TEST(keys, unknown_value_types_are_refused) {
    EXPECT_THAT(complaint(GgufWriter().raw("a", 13, "xxxx")), HasSubstr("unknown type 13"));
    EXPECT_THAT(complaint(GgufWriter().raw("a", 9, little_endian(77, 4) + little_endian(0, 8))),
                HasSubstr("unknown type 77"));
    EXPECT_THAT(complaint(GgufWriter().raw("a", 7, "\x02")), HasSubstr("bool of 2"));
}

TEST(keys, names_must_be_utf8_and_keys_must_differ) {
    EXPECT_THAT(complaint(GgufWriter().u32("a\xFF", 1)), HasSubstr("not UTF-8, at byte 24"));
    EXPECT_THAT(complaint(GgufWriter().tensor("t\x80", 0, {1})), HasSubstr("not UTF-8"));
    EXPECT_THAT(complaint(GgufWriter().u32("", 1)), HasSubstr("without a name"));
    EXPECT_THAT(complaint(GgufWriter().u32("same", 1).u32("other", 2).u32("same", 3)),
                HasSubstr("the key 'same' twice, at byte 65"));
    EXPECT_THAT(complaint(GgufWriter().tensor("t", 0, {1}).tensor("t", 0, {1})),
                HasSubstr("the tensor 't' twice"));
}

}  // namespace
