// SPDX-License-Identifier: EUPL-1.2
#include "terminal/live_view.h"

#include <gtest/gtest.h>

namespace rocinfer_cli {
namespace {

TEST(sparkline, has_the_newest_value_at_the_right) {
    EXPECT_EQ(sparkline({0.0, 1.0}, 4, true), "  ▁█");
    EXPECT_EQ(sparkline({0.0, 0.5, 1.0}, 2, true), "▅█");
    EXPECT_EQ(sparkline({-1.0, 1.0}, 2, false), " #");
    EXPECT_EQ(sparkline({}, 3, true), "   ");
    EXPECT_EQ(sparkline({1.0}, 0, true), "");
}

}  // namespace
}  // namespace rocinfer_cli
