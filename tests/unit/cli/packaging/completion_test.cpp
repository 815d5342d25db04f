// SPDX-License-Identifier: EUPL-1.2
#include "packaging/completion.h"

#include <CLI/CLI.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>

namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

std::unique_ptr<CLI::App> example() {
    auto app = std::make_unique<CLI::App>("Runs models.", "rocinfer");
    app->add_flag_callback("--version", [] {}, "The version");
    app->add_option("--secret")->group("");
    auto* run = app->add_subcommand("run", "Continue what's there");
    run->add_option("-p,--prompt", "The prompt");
    run->add_flag_callback("--json", [] {}, "JSON");
    auto* engine = app->add_subcommand("engine", "Engines");
    engine->add_subcommand("install", "Bring one")
        ->add_flag_callback("--offline", [] {}, "Without a network");
    return app;
}

TEST(completion, bash_offers_each_commands_own_words) {
    const std::string text = rocinfer_cli::bash_completion(*example());
    EXPECT_THAT(text, HasSubstr("'rocinfer') commands='run engine' options='--help -h --version'"));
    EXPECT_THAT(text,
                HasSubstr("'rocinfer run') commands='' options='--help -h --prompt -p --json'"));
    EXPECT_THAT(text,
                HasSubstr("'rocinfer engine install') commands='' options='--help -h --offline'"));
}

TEST(completion, an_options_value_is_no_command_and_a_flag_has_none) {
    const std::string text = rocinfer_cli::bash_completion(*example());
    EXPECT_THAT(text, AllOf(HasSubstr("'rocinfer run:--prompt'"), HasSubstr("'rocinfer run:-p'"),
                            Not(HasSubstr("run:--json"))));
}

TEST(completion, hidden_options_stay_hidden) {
    const auto app = example();
    EXPECT_THAT(rocinfer_cli::bash_completion(*app), Not(HasSubstr("secret")));
    EXPECT_THAT(rocinfer_cli::zsh_completion(*app), Not(HasSubstr("secret")));
    EXPECT_THAT(rocinfer_cli::fish_completion(*app), Not(HasSubstr("secret")));
}

TEST(completion, quotes_in_descriptions_end_no_string) {
    EXPECT_THAT(rocinfer_cli::zsh_completion(*example()),
                HasSubstr("'run:Continue what'\\''s there'"));
    EXPECT_THAT(rocinfer_cli::fish_completion(*example()),
                HasSubstr("-a run -d 'Continue what\\'s there'"));
}

TEST(completion, fish_asks_for_the_command_that_stands_in_the_line) {
    EXPECT_THAT(rocinfer_cli::fish_completion(*example()),
                HasSubstr("-n '__fish_seen_subcommand_from engine; and __fish_seen_subcommand_from "
                          "install' -l offline"));
}

}  // namespace
