// SPDX-License-Identifier: EUPL-1.2
#include "packaging/manual_page.h"

#include "packaging/command_tree.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

namespace rocinfer_cli {
namespace {

std::string page_name(const CommandNode& node) {
    std::string name = node.path;
    std::ranges::replace(name, ' ', '-');
    return name;
}

/// A dash is a minus in what is typed, and a line may not begin as a request does.
std::string roff(std::string_view text) {
    std::string result;
    for (std::size_t i = 0; i < text.size(); i++) {
        const bool begins = i == 0 || text[i - 1] == '\n';
        if (begins && (text[i] == '.' || text[i] == '\'')) result += "\\&";
        if (text[i] == '\\') {
            result += "\\e";
        } else if (text[i] == '-') {
            result += "\\-";
        } else {
            result += text[i];
        }
    }
    return result;
}

std::string upper(std::string text) {
    std::ranges::transform(text, text.begin(), [](unsigned char c) { return std::toupper(c); });
    return text;
}

std::string section(std::string_view title) {
    return fmt::format(".SH \"{}\"\n", title);
}

/// "TEXT", or what stands for it; without the rules of validators, which follow a colon.
std::string value_name(const CLI::Option& option) {
    const std::string& given = option.get_option_text();
    if (!given.empty()) return given;
    std::string name = option.get_type_name();
    if (name.starts_with(':')) name.erase(0, 1);
    const std::string fallback = option.get_default_str();
    return fallback.empty() ? name : name + "=" + fallback;
}

std::string option_entry(const CLI::Option& option) {
    std::string names;
    for (const std::string& name : dashed_names(option))
        names += fmt::format("{}\\fB{}\\fR", names.empty() ? "" : ", ", roff(name));
    if (takes_value(option)) names += fmt::format(" \\fI{}\\fR", roff(value_name(option)));
    return fmt::format(".TP\n{}\n{}\n", names, roff(option.get_description()));
}

std::string synopsis(const CommandNode& node) {
    std::string line = fmt::format("\\fB{}\\fR [OPTIONS]", roff(node.path));
    for (const CLI::Option* positional : node.positionals) {
        const std::string name = roff(positional->get_name(true));
        line += positional->get_required() ? " \\fI" + name + "\\fR" : " [\\fI" + name + "\\fR]";
    }
    if (!node.commands.empty()) line += " \\fICOMMAND\\fR …";
    return line + "\n";
}

std::string options_section(const CommandNode& node) {
    std::string text;
    std::vector<std::string> groups;
    for (const CLI::Option* option : node.options)
        if (std::ranges::find(groups, option->get_group()) == groups.end())
            groups.push_back(option->get_group());
    for (const std::string& group : groups) {
        text += section(upper(group));
        for (const CLI::Option* option : node.options)
            if (option->get_group() == group) text += option_entry(*option);
    }
    return text;
}

std::string arguments_section(const CommandNode& node) {
    if (node.positionals.empty()) return "";
    std::string text = section("ARGUMENTS");
    for (const CLI::Option* positional : node.positionals)
        text += fmt::format(".TP\n\\fI{}\\fR\n{}\n", roff(positional->get_name(true)),
                            roff(positional->get_description()));
    return text;
}

std::string commands_section(const CommandNode& node) {
    if (node.commands.empty()) return "";
    std::string text = section("COMMANDS");
    for (const CLI::App* command : node.commands)
        text += fmt::format(".TP\n\\fB{}\\fR(1)\n{}\n",
                            roff(page_name(node) + "-" + command->get_name()),
                            roff(command->get_description()));
    return text;
}

std::string see_also(const CommandNode& node, const std::vector<CommandNode>& nodes) {
    std::string text;
    for (const CommandNode& other : nodes)
        if (&other != &node)
            text +=
                fmt::format("{}\\fB{}\\fR(1)", text.empty() ? "" : ",\n", roff(page_name(other)));
    return section("SEE ALSO") + text + "\n";
}

}  // namespace

std::vector<std::string> manual_pages(const CLI::App& app) {
    std::vector<std::string> names;
    for (const CommandNode& node : command_tree(app))
        names.push_back(page_name(node));
    return names;
}

std::optional<std::string> manual_page(const CLI::App& app, std::string_view page,
                                       std::string_view version) {
    const auto nodes = command_tree(app);
    const auto node = std::ranges::find(nodes, page, page_name);
    if (node == nodes.end()) return std::nullopt;
    std::string text = fmt::format(".TH \"{}\" 1 \"\" \"rocinfer {}\" \"User Commands\"\n",
                                   upper(page_name(*node)), version);
    text += section("NAME") +
            fmt::format("{} \\- {}\n", roff(page_name(*node)), roff(node->app->get_description()));
    text += section("SYNOPSIS") + synopsis(*node);
    text += commands_section(*node) + arguments_section(*node) + options_section(*node);
    if (const std::string footer = node->app->get_footer(); !footer.empty())
        text += section("NOTES") + ".nf\n" + roff(footer) + "\n.fi\n";
    return text + see_also(*node, nodes);
}

}  // namespace rocinfer_cli
