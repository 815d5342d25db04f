// SPDX-License-Identifier: EUPL-1.2
#include "process/line_splitter.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace inference::process {
namespace {

using Lines = std::vector<std::string>;

// Fed in pieces of every size, the lines must be the same.
Lines split(const std::string& bytes, std::size_t piece, std::size_t longest = 8) {
    Lines lines;
    const auto sink = [&](std::string_view line) { lines.emplace_back(line); };
    LineSplitter splitter(longest);
    for (std::size_t at = 0; at < bytes.size(); at += piece)
        splitter.feed(std::string_view(bytes).substr(at, piece), sink);
    splitter.finish(sink);
    splitter.finish(sink);
    return lines;
}

TEST(line_splitter, lines_are_the_same_however_the_bytes_come) {
    const std::string nul("a\0b", 3);
    const std::string bytes = "one\n\ntwo\r\n" + nul + "\nlast";
    for (std::size_t piece = 1; piece <= bytes.size(); ++piece)
        EXPECT_EQ(split(bytes, piece), (Lines{"one", "", "two\r", nul, "last"})) << piece;
}

TEST(line_splitter, a_final_newline_makes_no_empty_line) {
    EXPECT_EQ(split("a\n", 1), Lines{"a"});
    EXPECT_EQ(split("", 1), Lines{});
    EXPECT_EQ(split("\n", 1), Lines{""});
}

TEST(line_splitter, what_exceeds_the_longest_line_is_dropped) {
    const std::string bytes = "12345678\n123456789abcdef\nx\n123456789";
    for (std::size_t piece = 1; piece <= bytes.size(); ++piece)
        EXPECT_EQ(split(bytes, piece), (Lines{"12345678", "12345678", "x", "12345678"})) << piece;
}

TEST(line_splitter, a_sink_that_throws_leaves_it_usable) {
    LineSplitter splitter;
    splitter.feed("lost", {});
    EXPECT_THROW(splitter.feed("\nrest", [](std::string_view) { throw 1; }), int);
    Lines lines;
    splitter.feed("next\n", [&](std::string_view line) { lines.emplace_back(line); });
    EXPECT_EQ(lines, Lines{"next"});
}

}  // namespace
}  // namespace inference::process
