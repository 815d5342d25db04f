// SPDX-License-Identifier: EUPL-1.2
#include "input/text_file.h"

#include "support/temporary_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>

namespace rocinfer_cli {
namespace {

using ::testing::HasSubstr;

class text_file : public ::testing::Test {
protected:
    std::string write(const std::string& name, std::string_view text) const {
        std::ofstream(folder.path() / name) << text;
        return folder.path() / name;
    }
    test_support::TemporaryFolder folder;
};

TEST_F(text_file, an_at_sign_names_a_file) {
    const std::string there = write("g.gbnf", "root ::= \"a\"\n");
    EXPECT_EQ(text_or_file("--grammar", "@" + there).value(), "root ::= \"a\"\n");
    EXPECT_EQ(text_or_file("--grammar", "{}").value(), "{}");
    EXPECT_EQ(text_or_file("--grammar", "").value(), "");
    EXPECT_FALSE(text_or_file("--grammar", "@" + there + ".none"));
    EXPECT_FALSE(text_or_file("--grammar", "@" + folder.path().string()));
}

TEST_F(text_file, two_at_signs_are_a_text_that_begins_with_one) {
    EXPECT_EQ(text_or_file("-p", "@@alice").value(), "@alice");
    const auto missing = text_or_file("-p", "@alice");
    ASSERT_FALSE(missing);
    EXPECT_THAT(missing.error().message, HasSubstr("-p: alice: can't be read"));
    EXPECT_THAT(missing.error().message, HasSubstr("@@"));
}

TEST_F(text_file, what_never_ends_is_refused_at_its_limit) {
    const auto endless = text_or_file("--grammar", "@/dev/zero");
    ASSERT_FALSE(endless);
    EXPECT_THAT(endless.error().message, HasSubstr("longer than 4.0 MiB"));
    EXPECT_FALSE(text_or_file("--grammar", std::string(kMostRuleBytes + 1, 'x')));
    EXPECT_TRUE(text_or_file("--grammar", std::string(kMostRuleBytes, 'x')));
}

}  // namespace
}  // namespace rocinfer_cli
