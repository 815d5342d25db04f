// SPDX-License-Identifier: EUPL-1.2
#include <inference/gguf.h>

#include <gtest/gtest.h>

namespace {

using inference::gguf_tensor_type;

TEST(tensor_type, block_sizes_follow_from_what_a_block_holds) {
    // Scales (2 bytes each unless said otherwise) plus the packed numbers.
    EXPECT_EQ(gguf_tensor_type(2)->bytes, 2 + 32 / 2);                   // Q4_0: one scale
    EXPECT_EQ(gguf_tensor_type(7)->bytes, 2 * 2 + 32 / 8 + 32 / 2);      // Q5_1: high bits apart
    EXPECT_EQ(gguf_tensor_type(12)->bytes, 2 * 2 + 12 + 256 / 2);        // Q4_K: 6-bit scales
    EXPECT_EQ(gguf_tensor_type(14)->bytes, 2 + 256 / 16 + 256 * 6 / 8);  // Q6_K: 8-bit scales
    EXPECT_EQ(gguf_tensor_type(39)->bytes, 1 + 32 / 2);                  // MXFP4: an exponent
}

TEST(tensor_type, unknown_and_removed_types_are_empty) {
    for (const std::uint32_t type : {4U, 5U, 31U, 33U, 36U, 38U, 43U, 1000U, 0xFFFFFFFFU})
        EXPECT_FALSE(gguf_tensor_type(type)) << type;
}

TEST(tensor_type, a_block_is_never_smaller_than_its_bits) {
    for (std::uint32_t type = 0; type < 43; ++type)
        if (const auto known = gguf_tensor_type(type)) {
            EXPECT_GE(known->bytes * 8 * 10, known->bits * known->group * 8) << known->name;
            EXPECT_LE(known->scale, known->group) << known->name;
        }
}

}  // namespace
