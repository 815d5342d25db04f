// SPDX-License-Identifier: EUPL-1.2
#include "header_of.h"
#include "support/gguf_writer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <limits>
#include <string>

namespace {

using gguf_test::complaint;
using gguf_test::header_of;
using test_support::GgufWriter;
using testing::HasSubstr;

constexpr std::uint64_t kHuge = std::numeric_limits<std::uint64_t>::max();

TEST(tensor_table, tensors_have_their_size_and_place) {
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

TEST(tensor_table, another_alignment_is_followed) {
    GgufWriter writer;
    writer.alignment = 256;
    writer.u32("general.alignment", 256).tensor("a", 0, {1}).tensor("b", 0, {1});
    const auto header = header_of(writer.header() + std::string(writer.data_bytes(), '\0'));
    ASSERT_TRUE(header) << header.error().message;
    EXPECT_EQ(header->data_offset % 256, 0);
    EXPECT_EQ(header->tensors[1].offset, 256);
}

TEST(tensor_table, an_unknown_tensor_type_is_not_fatal) {
    GgufWriter writer;
    writer.tensor_at("new", 999, {32}, 0).tensor("known", 0, {8});
    const auto header = header_of(writer.header() + std::string(writer.data_bytes(), '\0'));
    ASSERT_TRUE(header) << header.error().message;
    EXPECT_EQ(header->tensors[0].type, 999);
    EXPECT_EQ(header->tensors[0].bytes, 0);
}

TEST(tensor_table, tensors_of_impossible_shape_are_refused) {
    EXPECT_THAT(complaint(GgufWriter().tensor_at("t", 0, {1, 1, 1, 1, 1}, 0)),
                HasSubstr("5 dimensions"));
    EXPECT_THAT(complaint(GgufWriter().tensor_at("t", 0, {1ULL << 40, 1ULL << 40}, 0)),
                HasSubstr("impossible size"));
    EXPECT_THAT(complaint(GgufWriter().tensor_at("t", 0, {1ULL << 31, 1ULL << 31}, 0)),
                HasSubstr("impossible size"));
    EXPECT_THAT(complaint(GgufWriter().tensor_at("t", 12, {255}, 0)), HasSubstr("rows of 255"));
}

TEST(tensor_table, tensors_must_lie_in_the_file_aligned_and_apart) {
    EXPECT_THAT(complaint(GgufWriter().tensor("a", 0, {64}).tensor_at("b", 0, {1}, 4)),
                HasSubstr("not aligned"));
    EXPECT_THAT(complaint(GgufWriter().tensor("a", 0, {64}).tensor_at("b", 0, {1}, 32)),
                HasSubstr("overlapping places"));
    EXPECT_THAT(complaint(GgufWriter().tensor("a", 0, {64}).tensor_at("b", 0, {8}, 256)),
                HasSubstr("incomplete download"));
    EXPECT_THAT(complaint(GgufWriter().tensor_at("b", 0, {8}, kHuge - 31)),
                HasSubstr("incomplete download"));
}

}  // namespace
