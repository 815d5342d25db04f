// SPDX-License-Identifier: EUPL-1.2
#include "terminal/word_wrap.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace rocinfer_cli {
namespace {

std::string written(const std::vector<std::string>& pieces, int width) {
    WordWrap wrap;
    std::string all;
    for (const std::string& piece : pieces)
        all += wrap.next(piece, width);
    return all;
}

TEST(word_wrap, leaves_alone_what_fits) {
    EXPECT_EQ(written({"one two", "\nthree\tfour\n"}, 40), "one two\nthree\tfour\n");
}

TEST(word_wrap, takes_a_word_back_that_does_not_fit) {
    // Nine columns: the tenth stays free.
    EXPECT_EQ(written({"one two", " thr", "ee"}, 10), "one two t\x1b[1D\x1b[K\nthree");
}

TEST(word_wrap, a_blank_at_the_end_of_a_line_is_the_break) {
    EXPECT_EQ(written({"one two x y"}, 10), "one two x\ny");
}

TEST(word_wrap, a_word_longer_than_a_line_is_cut) {
    EXPECT_EQ(written({"abcdefghijkl"}, 10), "abcdefghi\njkl");
}

TEST(word_wrap, wide_characters_break_anywhere) {
    EXPECT_EQ(written({"模型模型模"}, 9), "模型模型\n模");
}

}  // namespace
}  // namespace rocinfer_cli
