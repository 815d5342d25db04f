// SPDX-License-Identifier: EUPL-1.2
#include "gguf/size_label.h"

#include <gtest/gtest.h>

namespace {

using inference::gguf::parameters_of_size_label;

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
