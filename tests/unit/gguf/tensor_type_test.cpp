// SPDX-License-Identifier: EUPL-1.2
#include "gguf/file_type.h"
#include "gguf/size_label.h"

#include <inference/gguf.h>

#include <gtest/gtest.h>

namespace {

using inference::gguf_tensor_type;
using inference::gguf::file_type;
using inference::gguf::parameters_of_size_label;

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

TEST(file_type, names_are_the_fields) {
    EXPECT_EQ(file_type(15).name, "Q4_K_M");
    EXPECT_EQ(file_type(1024 + 7).name, "Q8_0");
    EXPECT_EQ(file_type(5).name, "");
    EXPECT_EQ(file_type(~std::uint64_t{0}).name, "");
    EXPECT_EQ(gguf_tensor_type(file_type(30).tensor_type)->name, "IQ4_XS");
}

TEST(size_label, parameters_are_understood) {
    EXPECT_EQ(parameters_of_size_label("8B"), 8'000'000'000);
    EXPECT_EQ(parameters_of_size_label("1.5B"), 1'500'000'000);
    EXPECT_EQ(parameters_of_size_label("135M"), 135'000'000);
    EXPECT_EQ(parameters_of_size_label("8x7B"), 56'000'000'000);
    EXPECT_EQ(parameters_of_size_label("30B-A3B"), 30'000'000'000);
    for (const char* none : {"", "large", "7", "x7B", "8x", "99999999999999999999B"})
        EXPECT_EQ(parameters_of_size_label(none), 0) << none;
}

}  // namespace
