// SPDX-License-Identifier: EUPL-1.2
#include "packaging/command_tree.h"

namespace rocinfer_cli {
namespace {

void add_node(const CLI::App& app, const std::string& above, std::vector<CommandNode>& nodes) {
    CommandNode node;
    node.path = above.empty() ? app.get_name() : above + " " + app.get_name();
    node.app = &app;
    for (const CLI::Option* option : app.get_options()) {
        if (option->get_group().empty()) continue;
        (option->nonpositional() ? node.options : node.positionals).push_back(option);
    }
    node.commands = app.get_subcommands([](const CLI::App* command) {
        return !command->get_group().empty() && !command->get_name().empty();
    });
    const auto below = node.commands;
    const std::string path = node.path;
    nodes.push_back(std::move(node));
    for (const CLI::App* command : below)
        add_node(*command, path, nodes);
}

}  // namespace

std::vector<CommandNode> command_tree(const CLI::App& app) {
    std::vector<CommandNode> nodes;
    add_node(app, "", nodes);
    return nodes;
}

std::vector<std::string> dashed_names(const CLI::Option& option) {
    std::vector<std::string> names;
    for (const std::string& name : option.get_lnames())
        names.push_back("--" + name);
    for (const std::string& name : option.get_snames())
        names.push_back("-" + name);
    return names;
}

bool takes_value(const CLI::Option& option) {
    return option.get_items_expected_max() != 0;
}

}  // namespace rocinfer_cli
