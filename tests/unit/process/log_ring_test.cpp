// SPDX-License-Identifier: EUPL-1.2
#include "process/log_ring.h"

#include <gtest/gtest.h>

#include <string>

namespace inference::process {
namespace {

TEST(log_ring, keeps_the_newest_whole_lines_that_fit) {
    LogRing ring(12);  // "cc\ndddd\ne\n" is 10 bytes, with bbb 14
    for (const char* line : {"aaaa", "bbb", "cc", "dddd", "e"})
        ring.append(line);
    EXPECT_EQ(ring.text(), "cc\ndddd\ne");
}

TEST(log_ring, a_line_that_just_fits_is_kept) {
    LogRing ring(6);
    ring.append("ab");
    ring.append("cd");
    EXPECT_EQ(ring.text(), "ab\ncd");
    ring.append("");
    EXPECT_EQ(ring.text(), "cd\n");
}

TEST(log_ring, holds_any_byte_and_nothing_at_first) {
    LogRing ring(100);
    EXPECT_EQ(ring.text(), "");
    const std::string nul("a\0b", 3);
    ring.append(nul);
    EXPECT_EQ(ring.text(), nul);
}

TEST(log_ring, a_line_longer_than_the_ring_is_cut) {
    LogRing ring(4);
    ring.append("old");
    ring.append("123456");
    EXPECT_EQ(ring.text(), "123");
}

TEST(log_ring, a_ring_without_room_keeps_nothing) {
    LogRing ring(0);
    ring.append("a");
    EXPECT_EQ(ring.text(), "");
}

TEST(log_ring, is_right_after_every_one_of_many_lines) {
    LogRing ring(50);
    std::string all;
    for (int i = 0; i < 1000; ++i) {
        const std::string line(static_cast<std::size_t>(i * 7 % 23),
                               static_cast<char>('a' + i % 26));
        ring.append(line);
        all += line + "\n";
        // The longest suffix of whole lines within 50 bytes.
        std::size_t first = all.size() <= 50 ? 0 : all.find('\n', all.size() - 51) + 1;
        ASSERT_EQ(ring.text() + "\n", all.substr(first)) << i;
    }
}

}  // namespace
}  // namespace inference::process
