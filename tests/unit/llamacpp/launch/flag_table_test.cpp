// SPDX-License-Identifier: EUPL-1.2
#include "llamacpp/launch/flag_table.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <sstream>
#include <string>

namespace inference::llamacpp {
namespace {

TEST(flag_table, each_spelling_stands_once_and_looks_like_a_flag) {
    std::set<std::string> seen;
    for (const Flag& flag : flag_table()) {
        std::istringstream spellings{std::string(flag.spellings)};
        std::string spelling;
        while (spellings >> spelling) {
            EXPECT_TRUE(seen.insert(spelling).second) << spelling << " stands twice";
            EXPECT_TRUE(spelling.starts_with('-')) << spelling;
            EXPECT_EQ(find_flag(spelling), &flag);
        }
    }
    EXPECT_FALSE(seen.empty());
    EXPECT_EQ(find_flag("--unheard-of"), nullptr);
    EXPECT_EQ(find_flag(""), nullptr);
}

TEST(flag_table, a_row_is_a_field_or_reserved_or_neither_but_never_both) {
    for (const Flag& flag : flag_table()) {
        EXPECT_FALSE(flag.read != nullptr && !flag.reserved.empty()) << flag.spellings;
        EXPECT_EQ(flag.read != nullptr, flag.range != nullptr) << flag.spellings;
        EXPECT_FALSE(flag.read != nullptr && flag.option.empty()) << flag.spellings;
    }
}

TEST(flag_table, a_word_is_read_as_the_server_reads_it) {
    const SpeltFlag both = read_word("--ctx_size=4_0");
    EXPECT_EQ(both.name, "--ctx-size");
    EXPECT_EQ(both.value, "4_0");
    EXPECT_TRUE(both.has_value);
    EXPECT_EQ(read_word("-ctk").name, "-ctk");
    EXPECT_FALSE(read_word("-ctk").has_value);
    EXPECT_EQ(read_word("a_b=c").name, "a_b=c") << "no flag at all";
}

}  // namespace
}  // namespace inference::llamacpp
