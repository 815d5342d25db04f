// SPDX-License-Identifier: EUPL-1.2
#include "program.h"

#include "arguments/engine_arguments.h"
#include "arguments/help_format.h"
#include "arguments/suggestion.h"
#include "commands/commands.h"
#include "model/engine_version.h"
#include "packaging/packaging_options.h"
#include "terminal/draw_style.h"
#include "terminal/lost_output.h"
#include "terminal/status.h"

#include <algorithm>
#include <array>
#include <memory>
#include <sstream>
#include <string_view>

namespace rocinfer_cli {
namespace {

// In the order of --help.
constexpr std::array kCommands{
    add_run_command,     add_chat_command,     add_batch_command, add_classify_command,
    add_embed_command,   add_tokenize_command, add_bench_command, add_models_command,
    add_inspect_command, add_fit_command,      add_gpus_command,  add_doctor_command,
    add_engine_command,
};

// These take the engine's own arguments after "--".
constexpr std::array<std::string_view, 7> kEngineCommands{
    "run", "chat", "batch", "classify", "embed", "tokenize", "bench",
};

constexpr const char* kFooter =
    "Examples:\n"
    "  rocinfer run -p 'The capital of France is'\n"
    "  rocinfer chat models/my-model.gguf\n"
    "\n"
    "Answers go to stdout, everything else to stderr. Exit codes: 0 done, 1 failed, 2 wrong usage, "
    "130 ended by Ctrl-C, 143 by SIGTERM, 129 by SIGHUP. `rocinfer help COMMAND` says more about "
    "each.";

constexpr int kWidestHelp = 100;

std::string version() {
    return std::string("rocinfer ") + ROCINFER_VERSION + "\n" + engine_version();
}

void set_up(CLI::App& app, const CommandContext& around, int& exit_code) {
    const int width = std::min(draw_style(around.console, 80).width, kWidestHelp);
    app.formatter(std::make_shared<HelpFormat>(static_cast<std::size_t>(width)));
    app.footer(kFooter);
    app.set_version_flag("--version", version, "The versions of rocinfer and of llama-server");
    for (const auto add : kCommands)
        add(app, around, exit_code);
    add_packaging_options(app, around);
    // Listed here, and put in the words of the options below.
    app.add_subcommand("help", "Show this, or what `help COMMAND` names");
    app.add_subcommand("version", "The versions of rocinfer and of llama-server");
}

/// "help run" as "run --help", "version" as "--version", nothing as "--help".
std::vector<std::string> in_options(std::vector<std::string> arguments) {
    if (arguments.empty()) return {"--help"};
    if (arguments.front() == "version") arguments.front() = "--version";
    if (arguments.front() != "help") return arguments;
    if (arguments.size() == 1) return {"--help"};
    return {arguments[1], "--help"};
}

std::vector<std::string> option_names(const CLI::App& command) {
    std::vector<std::string> names;
    for (const CLI::Option* option : command.get_options()) {
        for (const std::string& name : option->get_lnames())
            names.push_back("--" + name);
        for (const std::string& name : option->get_snames())
            names.push_back("-" + name);
    }
    return names;
}

std::string meant(const std::string& typed, const std::vector<std::string>& known) {
    const std::string word = suggestion(typed, known);
    return word.empty() ? std::string() : "; did you mean " + word + "?";
}

std::string no_option(const std::string& typed, const CLI::App& command) {
    // "--option=value" is about the option.
    const std::string name = typed.substr(0, typed.find('='));
    return "there is no option '" + name + "'" + meant(name, option_names(command));
}

const CLI::App& used_command(const CLI::App& app) {
    const CLI::App* used = &app;
    while (!used->get_subcommands().empty())
        used = used->get_subcommands().front();
    return *used;
}

std::string reason(const CLI::App& app, const CLI::ParseError& error) {
    const auto extras = app.remaining(true);
    if (error.get_exit_code() != static_cast<int>(CLI::ExitCodes::ExtrasError) || extras.empty())
        return error.what();
    const auto option = std::ranges::find_if(
        extras, [](const std::string& extra) { return extra.starts_with('-'); });
    if (option != extras.end()) return no_option(*option, used_command(app));
    return "'" + extras.front() + "' was not expected: there is no place for it";
}

int wrong_usage(const CLI::App& app, const std::string& why, Status& status) {
    const CLI::App& used = used_command(app);
    const bool is_command = &used != &app;
    const std::string name = is_command ? used.get_name() : std::string();
    status.error((is_command ? name + ": " : "") + why + "\n    rocinfer " +
                 (is_command ? name + " " : "") + "--help lists the " +
                 (is_command ? "options" : "commands and options"));
    return kUsage;
}

// What CLI11 would take for a file or an argument of some command.
std::string wrong_first_word(const CLI::App& app, const std::string& word) {
    if (word.starts_with('-'))
        return app.get_option_no_throw(word) == nullptr ? no_option(word, app) : std::string();
    std::vector<std::string> known;
    for (const CLI::App* command : app.get_subcommands({}))
        known.push_back(command->get_name());
    if (std::ranges::find(known, word) != known.end()) return {};
    return "there is no command '" + word + "'" + meant(word, known);
}

}  // namespace

int run_program(std::vector<std::string> arguments, const CommandContext& around) {
    Status status(around.console, false);
    CLI::App app{"Run GGUF models on AMD GPUs.", "rocinfer"};
    app.require_subcommand(1);
    int exit_code = kOk;
    set_up(app, around, exit_code);
    arguments = with_engine_arguments(in_options(std::move(arguments)), kEngineCommands);
    if (const std::string wrong = wrong_first_word(app, arguments.front()); !wrong.empty())
        return wrong_usage(app, wrong, status);
    std::ranges::reverse(arguments);
    try {
        app.parse(std::move(arguments));
    } catch (const CLI::ParseError& error) {
        if (error.get_exit_code() != 0) return wrong_usage(app, reason(app, error), status);
        // --help and --version come as errors whose exit code is 0.
        std::ostringstream text;
        app.exit(error, text, text);
        around.console.out.write(text.str());
    }
    return unless_lost(exit_code, around.console.out, status);
}

}  // namespace rocinfer_cli
