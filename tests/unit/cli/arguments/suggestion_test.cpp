// SPDX-License-Identifier: EUPL-1.2
#include "arguments/suggestion.h"

#include <gtest/gtest.h>

namespace rocinfer_cli {
namespace {

TEST(suggestion, is_the_nearest_word) {
    const std::vector<std::string> known{"run", "chat", "batch", "--temperature", "--top-p"};
    EXPECT_EQ(suggestion("rnu", known), "run");
    EXPECT_EQ(suggestion("caht", known), "chat");
    EXPECT_EQ(suggestion("--tempratur", known), "--temperature");
    EXPECT_EQ(suggestion("--temp", known), "--temperature");
    EXPECT_EQ(suggestion("fly", known), "");
    EXPECT_EQ(suggestion("", known), "");
    EXPECT_EQ(suggestion(std::string(100'000, 'x'), known), "");
}

}  // namespace
}  // namespace rocinfer_cli
