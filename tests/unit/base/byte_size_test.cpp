// SPDX-License-Identifier: EUPL-1.2
#include "base/byte_size.h"

#include <gtest/gtest.h>

#include <limits>

namespace inference::base {
namespace {

TEST(byte_size, gib_have_the_decimals_asked_for) {
    EXPECT_EQ(gib_text(0), "0.0 GiB");
    EXPECT_EQ(gib_text(kGiB + kGiB / 2), "1.5 GiB");
    EXPECT_EQ(gib_text(kGiB / 4, 2), "0.25 GiB");
    EXPECT_DOUBLE_EQ(to_gib(3 * kGiB), 3.0);
}

TEST(byte_size, the_unit_suits_the_size) {
    EXPECT_EQ(byte_size_text(0), "0 B");
    EXPECT_EQ(byte_size_text(1023), "1023 B");
    EXPECT_EQ(byte_size_text(kKiB), "1.0 KiB");
    EXPECT_EQ(byte_size_text(512 * kMiB), "512 MiB");
    EXPECT_EQ(byte_size_text(kGiB - 1), "1.0 GiB") << "and not 1024 MiB";
    EXPECT_EQ(byte_size_text(4 * kGiB + 700 * kMiB), "4.7 GiB");
    EXPECT_EQ(byte_size_text(std::numeric_limits<std::uint64_t>::max()), "16.0 EiB");
}

}  // namespace
}  // namespace inference::base
