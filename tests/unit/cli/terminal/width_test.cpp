// SPDX-License-Identifier: EUPL-1.2
#include "terminal/width.h"

#include <gtest/gtest.h>

#include <clocale>

namespace rocinfer_cli {
namespace {

TEST(width, counts_columns_in_any_locale) {
    ASSERT_NE(std::setlocale(LC_CTYPE, "C"), nullptr);
    EXPECT_EQ(columns(""), 0U);
    EXPECT_EQ(columns("abc"), 3U);
    EXPECT_EQ(columns("größe"), 5U);
    EXPECT_EQ(columns("模型"), 4U);       // wide
    EXPECT_EQ(columns("e\xCC\x81"), 1U);  // an accent that combines
    EXPECT_EQ(columns("a\xFF\x62"), 3U);  // a byte that is no character
    EXPECT_EQ(std::string(std::setlocale(LC_CTYPE, nullptr)), "C");
}

TEST(width, shortens_to_columns) {
    EXPECT_EQ(shortened("größe", 5), "größe");
    EXPECT_EQ(shortened("größen", 5), "größ…");
    EXPECT_EQ(shortened("abc", 0), "");
    EXPECT_EQ(shortened("模型模型", 4), "模…");  // half a character has no room
    EXPECT_EQ(shortened("模型模型", 5), "模型…");
}

TEST(width, pads_by_columns) {
    EXPECT_EQ(padded("模", 4), "模  ");
    EXPECT_EQ(padded("ab", 4, Align::right), "  ab");
    EXPECT_EQ(padded("abc", 2), "abc");
}

TEST(width, wraps_with_a_hanging_indent) {
    EXPECT_EQ(wrapped("  - ", "one two three four five six", 24),
              "  - one two three four\n"
              "    five six\n");
    EXPECT_EQ(wrapped("", "", 40), "\n");
    const std::string word(60, 'x');
    EXPECT_EQ(wrapped("> ", word + " y", 30), "> " + word + "\n  y\n");
}

TEST(width, keeps_the_indent_of_each_line) {
    EXPECT_EQ(wrapped_lines("one two three four five six\n\n  run -p x", 24),
              "one two three four five\nsix\n\n  run -p x\n");
}

}  // namespace
}  // namespace rocinfer_cli
