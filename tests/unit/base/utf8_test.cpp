// SPDX-License-Identifier: EUPL-1.2
#include "base/utf8.h"

#include <gtest/gtest.h>

namespace inference::base {
namespace {

TEST(utf8, well_formed_texts_are_told_from_others) {
    for (const char* good : {"", "a", "ä", "€", "😀", "a😀b", "\xEF\xBF\xBF", "\xF4\x8F\xBF\xBF"})
        EXPECT_TRUE(is_utf8(good)) << good;
    for (const char* bad : {"\x80", "\xC0\x80", "\xC3", "\xE0\x80\x80", "\xED\xA0\x80",
                            "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xE2\x82", "a\xFF"})
        EXPECT_FALSE(is_utf8(bad)) << bad;
}

TEST(utf8, the_first_invalid_byte_is_found) {
    EXPECT_EQ(first_invalid_utf8("aä€😀"), std::nullopt);
    EXPECT_EQ(first_invalid_utf8("aä\x80z"), 3);
    EXPECT_EQ(first_invalid_utf8("ab\xE2\x82"), 2) << "a character cut at the end";
}

TEST(utf8, code_points_are_read) {
    EXPECT_EQ(code_point_at("a", 0)->value, U'a');
    EXPECT_EQ(code_point_at("xä", 1)->value, U'ä');
    EXPECT_EQ(code_point_at("€", 0)->value, U'€');
    EXPECT_EQ(code_point_at("😀", 0)->value, U'😀');
    EXPECT_EQ(code_point_at("😀", 0)->bytes, 4);
    EXPECT_FALSE(code_point_at("ä", 1)) << "in the middle of a character";
}

TEST(utf8, each_invalid_byte_is_replaced) {
    EXPECT_EQ(replace_invalid_utf8(""), "");
    EXPECT_EQ(replace_invalid_utf8("größer"), "größer");
    EXPECT_EQ(replace_invalid_utf8("a\xFF\xE2\x82z"), "a\uFFFD\uFFFD\uFFFDz");
    EXPECT_EQ(replace_invalid_utf8("end\x80"), "end\uFFFD");
}

}  // namespace
}  // namespace inference::base
