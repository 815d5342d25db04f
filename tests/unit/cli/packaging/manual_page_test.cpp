// SPDX-License-Identifier: EUPL-1.2
#include "packaging/manual_page.h"

#include <CLI/CLI.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(manual_page, there_is_one_for_each_command) {
    CLI::App app{"Runs models.", "rocinfer"};
    app.add_subcommand("engine", "Engines")->add_subcommand("install", "Bring one");
    EXPECT_THAT(rocinfer_cli::manual_pages(app),
                ElementsAre("rocinfer", "rocinfer-engine", "rocinfer-engine-install"));
    EXPECT_FALSE(rocinfer_cli::manual_page(app, "rocinfer-chat", "1.0"));
}

TEST(manual_page, options_stand_with_their_values_and_dashes_are_typed_as_such) {
    CLI::App app{"Runs models.", "rocinfer"};
    app.add_subcommand("run", "Continue a prompt")
        ->add_option("-p,--max-tokens", "Most tokens")
        ->type_name("N");
    const auto page = rocinfer_cli::manual_page(app, "rocinfer-run", "1.0");
    ASSERT_TRUE(page);
    EXPECT_THAT(*page, HasSubstr("rocinfer\\-run \\- Continue a prompt\n"));
    EXPECT_THAT(*page, HasSubstr(".TP\n\\fB\\-\\-max\\-tokens\\fR, \\fB\\-p\\fR \\fIN\\fR\n"));
}

TEST(manual_page, a_line_of_the_footer_is_no_request_to_the_formatter) {
    CLI::App app{"Runs models.", "rocinfer"};
    app.footer("first\n.so /etc/passwd\n'quoted \\n");
    EXPECT_THAT(*rocinfer_cli::manual_page(app, "rocinfer", "1.0"),
                HasSubstr("first\n\\&.so /etc/passwd\n\\&'quoted \\en"));
}

}  // namespace
