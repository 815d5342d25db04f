// SPDX-License-Identifier: EUPL-1.2
#include "base/lines.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string_view>
#include <vector>

namespace inference::base {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string_view> all(std::string_view text) {
    std::vector<std::string_view> lines;
    for (const std::string_view line : Lines(text))
        lines.push_back(line);
    return lines;
}

TEST(lines, come_without_their_newline) {
    EXPECT_THAT(all("one\ntwo\nthree"), ElementsAre("one", "two", "three"));
    EXPECT_THAT(all("alone"), ElementsAre("alone"));
}

TEST(lines, a_final_newline_begins_none) {
    EXPECT_THAT(all("one\ntwo\n"), ElementsAre("one", "two"));
    EXPECT_THAT(all(""), IsEmpty());
}

TEST(lines, empty_ones_count) {
    EXPECT_THAT(all("\n"), ElementsAre(""));
    EXPECT_THAT(all("\n\na\n\n"), ElementsAre("", "", "a", ""));
}

TEST(lines, the_first_is_the_text_up_to_its_newline) {
    EXPECT_EQ(first_line("a\nb"), "a");
    EXPECT_EQ(first_line("a"), "a");
    EXPECT_EQ(first_line(""), "");
}

}  // namespace
}  // namespace inference::base
