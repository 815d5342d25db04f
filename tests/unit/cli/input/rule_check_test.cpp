// SPDX-License-Identifier: EUPL-1.2
#include "input/rule_check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rocinfer_cli {
namespace {

using ::testing::HasSubstr;

TEST(rule_check, lets_grammars_pass_that_the_engine_takes) {
    for (const char* grammar : {
             "",
             "root ::= \"a\"",
             "# a comment\nroot ::= (\"yes\" | \"no\") ws # another\nws ::= [ \\t\\n]*\n",
             "root ::=\n  item{2,4} |\n  \"\\\"x\\\"\"\nitem ::= [^\"\\\\\\]] . \n",
             "root ::= ( \"a\"\n  \"b\" )+ \"c\"?\r\n\r\n",
             "root ::= \"a\" | # nothing\n  other-1\nother-1 ::= \"é\" |\n",
         }) {
        const auto ok = check_grammar(grammar);
        EXPECT_TRUE(ok) << grammar << ": " << ok.error().message;
    }
}

TEST(rule_check, names_line_and_reason_of_a_bad_grammar) {
    struct Bad {
        const char* grammar;
        const char* why;
    };
    for (const Bad& bad : {
             Bad{"item ::= \"a\"", "no rule 'root'"},
             Bad{"root ::= \"a\"\n\nroot2 := \"b\"", "line 3: '::=' was expected after 'root2'"},
             Bad{"root ::= (\"a\"\n", "line 1: the group that begins here is not closed"},
             Bad{"root ::= \"a", "line 1: '\"' is not closed"},
             Bad{"root ::= [a-z", "line 1: '[' is not closed"},
             Bad{"root ::= \"a\"\n| \"b\"", "line 2: a rule's name was expected"},
             Bad{"root ::= * \"a\"", "nothing before '*'"},
             Bad{"root ::= item\n", "line 1: there is no rule 'item'"},
             Bad{"root ::= \"a\" )", "the end of the line was expected, not ')'"},
         }) {
        const auto ok = check_grammar(bad.grammar);
        ASSERT_FALSE(ok) << bad.grammar;
        EXPECT_EQ(ok.error().code, inference::ErrorCode::invalid_argument);
        EXPECT_THAT(ok.error().message, HasSubstr(bad.why)) << bad.grammar;
    }
    EXPECT_FALSE(check_grammar("root ::= " + std::string(100'000, '(')));
}

TEST(rule_check, names_the_place_of_a_bad_schema) {
    EXPECT_TRUE(check_json_schema(""));
    EXPECT_TRUE(check_json_schema("{\"type\": \"string\"}"));
    const auto bad = check_json_schema("{\n\"type\": }");
    ASSERT_FALSE(bad);
    EXPECT_THAT(bad.error().message, HasSubstr("--json-schema: line 2, column 9"));
}

}  // namespace
}  // namespace rocinfer_cli
