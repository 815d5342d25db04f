// SPDX-License-Identifier: EUPL-1.2
#include "terminal/bar.h"

#include "terminal/width.h"

#include <gtest/gtest.h>

#include <array>
#include <limits>

namespace rocinfer_cli {
namespace {

TEST(bar, is_as_wide_as_asked_whatever_is_filled) {
    for (const double fraction :
         {-1.0, 0.0, 0.01, 0.37, 0.999, 1.0, 7.0, std::numeric_limits<double>::quiet_NaN()}) {
        for (const bool unicode : {false, true})
            EXPECT_EQ(columns(bar(fraction, 11, unicode).text()), 11U) << fraction;
    }
    EXPECT_EQ(bar(0.5, 0, true).text(), "");
    EXPECT_EQ(bar(0.5, 3, true, true).text(), "█▌·");
}

TEST(stacked_bar, closes_at_the_limit) {
    const std::array<BarShare, 2> fits{BarShare{4, "#"}, BarShare{4, "."}};
    EXPECT_EQ(stacked_bar(fits, 8, 8), "[####....]");
    const std::array<BarShare, 2> too_much{BarShare{4, "#"}, BarShare{4, "%"}};
    EXPECT_EQ(stacked_bar(too_much, 4, 8), "[####]%%%%");
    EXPECT_EQ(stacked_bar(too_much, 0, 8), "[####%%%%]");
    EXPECT_EQ(stacked_bar({}, 0, 8), "");
}

}  // namespace
}  // namespace rocinfer_cli
