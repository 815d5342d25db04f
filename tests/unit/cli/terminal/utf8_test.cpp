// SPDX-License-Identifier: EUPL-1.2
#include "terminal/utf8.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <filesystem>
#include <fstream>

namespace rocinfer_cli {
namespace {

TEST(utf8, finds_the_first_byte_that_is_no_character) {
    EXPECT_FALSE(first_invalid_utf8(""));
    EXPECT_FALSE(first_invalid_utf8("naïve €5 𝄞"));
    EXPECT_EQ(first_invalid_utf8("ab\x80"), 2U);
    EXPECT_EQ(first_invalid_utf8("\xC0\xAF"), 0U);          // overlong
    EXPECT_EQ(first_invalid_utf8("x\xED\xA0\x80"), 1U);     // a surrogate
    EXPECT_EQ(first_invalid_utf8("\xF4\x90\x80\x80"), 0U);  // past the last one
    EXPECT_EQ(first_invalid_utf8("x\xE2\x82"), 1U);         // cut
}

TEST(utf8, shows_every_control_character_as_a_symbol) {
    for (int c = 0; c < 0x20; ++c) {
        const std::string safe = terminal_safe(std::string(1, static_cast<char>(c)));
        if (c == '\n' || c == '\t') {
            EXPECT_EQ(safe, std::string(1, static_cast<char>(c)));
        } else if (c == '\r') {
            EXPECT_EQ(safe, "");
        } else {
            EXPECT_EQ(safe.size(), 3U) << c;
        }
    }
    EXPECT_EQ(terminal_safe("é\xC2\xA0€"), "é\xC2\xA0€");
    EXPECT_EQ(terminal_safe("\x9B"), "\xEF\xBF\xBD");
}

TEST(utf8, takes_characters_one_by_one) {
    std::string_view text = "a€\xFF𝄞";
    EXPECT_EQ(take_character(text), U'a');
    EXPECT_EQ(take_character(text), U'€');
    EXPECT_EQ(take_character(text), U'\uFFFD');
    EXPECT_EQ(take_character(text), U'𝄞');
    EXPECT_TRUE(text.empty());
}
}  // namespace
}  // namespace rocinfer_cli
