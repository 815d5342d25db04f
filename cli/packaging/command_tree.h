// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <CLI/CLI.hpp>

#include <string>
#include <vector>

namespace rocinfer_cli {

/// A command as its parser describes it: what completions and manual pages are made of.
struct CommandNode {
    std::string path;  ///< "rocinfer run"
    const CLI::App* app = nullptr;
    std::vector<const CLI::Option*> options;  ///< visible ones with a name
    std::vector<const CLI::Option*> positionals;
    std::vector<const CLI::App*> commands;  ///< visible subcommands
};

/// The app and every visible command below it, each before its own commands.
std::vector<CommandNode> command_tree(const CLI::App& app);

/// "--prompt" and "-p", the long names first.
std::vector<std::string> dashed_names(const CLI::Option& option);

/// A flag takes no value.
bool takes_value(const CLI::Option& option);

}  // namespace rocinfer_cli
