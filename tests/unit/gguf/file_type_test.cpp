// SPDX-License-Identifier: EUPL-1.2
#include "gguf/file_type.h"

#include <inference/gguf.h>

#include <gtest/gtest.h>

#include <cstdint>

namespace {

using inference::gguf_tensor_type;
using inference::gguf::file_type;

TEST(file_type, names_are_the_fields) {
    EXPECT_EQ(file_type(15).name, "Q4_K_M");
    EXPECT_EQ(file_type(1024 + 7).name, "Q8_0");
    EXPECT_EQ(file_type(5).name, "");
    EXPECT_EQ(file_type(~std::uint64_t{0}).name, "");
    EXPECT_EQ(gguf_tensor_type(file_type(30).tensor_type)->name, "IQ4_XS");
}

}  // namespace
