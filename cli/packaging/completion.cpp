// SPDX-License-Identifier: EUPL-1.2
#include "packaging/completion.h"

#include "packaging/command_tree.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace rocinfer_cli {
namespace {

std::string joined(const std::vector<std::string>& words, std::string_view between) {
    std::string text;
    for (const std::string& word : words)
        text.append(text.empty() ? "" : between).append(word);
    return text;
}

std::string escaped(std::string_view text, std::string_view special) {
    std::string result;
    for (const char c : text) {
        if (special.find(c) != std::string_view::npos) result += '\\';
        result += c;
    }
    return result;
}

/// In single quotes, as bash and zsh want it.
std::string in_quotes(std::string_view text) {
    std::string result = "'";
    for (const char c : text)
        result += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return result + "'";
}

std::string fish_quotes(std::string_view text) {
    return "'" + escaped(text, "\\'") + "'";
}

std::string one_line(const std::string& text) {
    std::string line = text.substr(0, text.find('\n'));
    std::ranges::replace(line, '\t', ' ');
    return line;
}

std::vector<std::string> command_names(const CommandNode& node) {
    std::vector<std::string> names;
    for (const CLI::App* command : node.commands)
        names.push_back(command->get_name());
    return names;
}

std::vector<std::string> option_names(const CommandNode& node) {
    std::vector<std::string> names;
    for (const CLI::Option* option : node.options)
        for (std::string& name : dashed_names(*option))
            names.push_back(std::move(name));
    return names;
}

/// `case` patterns "rocinfer run:--prompt" of the options whose value is a file or free text.
std::string value_patterns(const std::vector<CommandNode>& nodes) {
    std::vector<std::string> patterns;
    for (const CommandNode& node : nodes)
        for (const CLI::Option* option : node.options)
            if (takes_value(*option))
                for (const std::string& name : dashed_names(*option))
                    patterns.push_back(in_quotes(node.path + ":" + name));
    return joined(patterns, " | ");
}

/// `case` patterns of the words that lead from a command to one below it.
std::string path_patterns(const std::vector<CommandNode>& nodes) {
    std::vector<std::string> patterns;
    for (const CommandNode& node : nodes)
        if (&node != nodes.data()) patterns.push_back(in_quotes(node.path));
    return joined(patterns, " | ");
}

std::string zsh_descriptions(const CommandNode& node) {
    std::string text;
    for (const CLI::App* command : node.commands)
        text += " " + in_quotes(escaped(command->get_name(), ":") + ":" +
                                escaped(one_line(command->get_description()), ":"));
    return text;
}

std::string zsh_options(const CommandNode& node) {
    std::string text;
    for (const CLI::Option* option : node.options)
        for (const std::string& name : dashed_names(*option))
            text += " " + in_quotes(name + ":" + escaped(one_line(option->get_description()), ":"));
    return text;
}

/// The condition of fish under which a command's words are offered.
std::string fish_condition(const CommandNode& node) {
    std::string condition;
    const std::size_t first = node.path.find(' ');
    std::string_view rest = first == std::string::npos
                                ? std::string_view()
                                : std::string_view(node.path).substr(first + 1);
    while (!rest.empty()) {
        const std::size_t space = rest.find(' ');
        if (!condition.empty()) condition += "; and ";
        condition += fmt::format("__fish_seen_subcommand_from {}", rest.substr(0, space));
        rest = space == std::string_view::npos ? std::string_view() : rest.substr(space + 1);
    }
    if (node.commands.empty()) return condition;
    if (!condition.empty()) condition += "; and ";
    return condition +
           fmt::format("not __fish_seen_subcommand_from {}", joined(command_names(node), " "));
}

std::string fish_option(const CommandNode& node, const CLI::Option& option) {
    std::string line = "complete -c rocinfer";
    if (const std::string condition = fish_condition(node); !condition.empty())
        line += " -n " + fish_quotes(condition);
    for (const std::string& name : option.get_lnames())
        line += " -l " + name;
    for (const std::string& name : option.get_snames())
        line += " -s " + name;
    if (takes_value(option)) line += " -r";
    return line + " -d " + fish_quotes(one_line(option.get_description())) + "\n";
}

}  // namespace

std::string bash_completion(const CLI::App& app) {
    const auto nodes = command_tree(app);
    std::string text = fmt::format(
        "# Made by `rocinfer --print-completion bash`.\n"
        "_rocinfer() {{\n"
        "    local current=${{COMP_WORDS[COMP_CWORD]}} at={} commands= options= i\n"
        "    for ((i = 1; i < COMP_CWORD; i++)); do\n"
        "        case \"$at ${{COMP_WORDS[i]}}\" in {}) at+=\" ${{COMP_WORDS[i]}}\" ;; esac\n"
        "    done\n"
        "    COMPREPLY=()\n"
        "    case \"$at:${{COMP_WORDS[COMP_CWORD - 1]}}\" in {})\n"
        "        mapfile -t COMPREPLY < <(compgen -f -- \"$current\")\n"
        "        return ;;\n"
        "    esac\n"
        "    case $at in\n",
        app.get_name(), path_patterns(nodes), value_patterns(nodes));
    for (const CommandNode& node : nodes)
        text += fmt::format("        {}) commands={} options={} ;;\n", in_quotes(node.path),
                            in_quotes(joined(command_names(node), " ")),
                            in_quotes(joined(option_names(node), " ")));
    return text +
           "    esac\n"
           "    if [[ $current == -* ]]; then\n"
           "        mapfile -t COMPREPLY < <(compgen -W \"$options\" -- \"$current\")\n"
           "    elif [[ -n $commands ]]; then\n"
           "        mapfile -t COMPREPLY < <(compgen -W \"$commands\" -- \"$current\")\n"
           "    else\n"
           "        mapfile -t COMPREPLY < <(compgen -f -- \"$current\")\n"
           "    fi\n"
           "}\n"
           "complete -o filenames -F _rocinfer rocinfer\n";
}

std::string zsh_completion(const CLI::App& app) {
    const auto nodes = command_tree(app);
    // `path` is zsh's own name for PATH.
    std::string text = fmt::format(
        "#compdef rocinfer\n"
        "# Made by `rocinfer --print-completion zsh`.\n"
        "_rocinfer() {{\n"
        "    local at={} word\n"
        "    local -a commands options\n"
        "    for word in \"${{(@)words[2,CURRENT-1]}}\"; do\n"
        "        case \"$at $word\" in ({}) at=\"$at $word\" ;; esac\n"
        "    done\n"
        "    case \"$at:$words[CURRENT-1]\" in ({}) _files; return ;; esac\n"
        "    case $at in\n",
        app.get_name(), path_patterns(nodes), value_patterns(nodes));
    for (const CommandNode& node : nodes)
        text += fmt::format("        ({}) commands=({}) options=({}) ;;\n", in_quotes(node.path),
                            zsh_descriptions(node), zsh_options(node));
    return text +
           "    esac\n"
           "    if [[ $PREFIX == -* ]]; then\n"
           "        _describe -o option options\n"
           "    elif (( $#commands )); then\n"
           "        _describe command commands\n"
           "    else\n"
           "        _files\n"
           "    fi\n"
           "}\n"
           "_rocinfer \"$@\"\n";
}

std::string fish_completion(const CLI::App& app) {
    std::string text = "# Made by `rocinfer --print-completion fish`.\n";
    for (const CommandNode& node : command_tree(app)) {
        for (const CLI::App* command : node.commands)
            text += fmt::format("complete -c rocinfer -f -n {} -a {} -d {}\n",
                                fish_quotes(fish_condition(node)), command->get_name(),
                                fish_quotes(one_line(command->get_description())));
        for (const CLI::Option* option : node.options)
            text += fish_option(node, *option);
    }
    return text;
}

}  // namespace rocinfer_cli
