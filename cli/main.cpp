// SPDX-License-Identifier: EUPL-1.2
#include "arguments/engine_arguments.h"
#include "commands/commands.h"
#include "commands/packaging_options.h"
#include "model/engine_version.h"
#include "terminal/standard_descriptors.h"
#include "terminal/standard_output.h"

#include <algorithm>
#include <array>
#include <clocale>
#include <exception>
#include <iostream>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

namespace {

using rocinfer_cli::kFailure;
using rocinfer_cli::kOk;
using rocinfer_cli::kUsage;
using rocinfer_cli::standard_output;

// In the order of --help.
constexpr std::array kCommands{
    rocinfer_cli::add_run_command,     rocinfer_cli::add_chat_command,
    rocinfer_cli::add_batch_command,   rocinfer_cli::add_classify_command,
    rocinfer_cli::add_embed_command,   rocinfer_cli::add_tokenize_command,
    rocinfer_cli::add_bench_command,   rocinfer_cli::add_models_command,
    rocinfer_cli::add_inspect_command, rocinfer_cli::add_fit_command,
    rocinfer_cli::add_gpus_command,    rocinfer_cli::add_doctor_command,
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
    "Answers go to stdout, everything else to stderr. Exit codes: 0 done, 1 failed, 2 wrong "
    "usage,\n"
    "130 ended by Ctrl-C, 143 by SIGTERM, 129 by SIGHUP. `rocinfer COMMAND --help` says more "
    "about each.";

std::string version() {
    return std::string("rocinfer ") + ROCINFER_VERSION + "\n" + rocinfer_cli::engine_version();
}

int report_usage(const CLI::App& app, const CLI::ParseError& error) {
    // --help and --version come as errors whose exit code is 0.
    std::ostringstream text;
    const int code = app.exit(error, text, std::cerr);
    standard_output().write(text.str());
    return code == 0 ? kOk : kUsage;
}

std::string usage_message(const CLI::App* app, const CLI::Error& error) {
    const CLI::App* used = app;
    while (!used->get_subcommands().empty())
        used = used->get_subcommands().front();
    const bool is_command = used != app;
    return std::string("rocinfer: ") + (is_command ? used->get_name() + ": " : "") + error.what() +
           "\n    rocinfer " + (is_command ? used->get_name() + " " : "") +
           "--help lists the options\n";
}

int run_main(int argc, char** argv) {
    std::setlocale(LC_CTYPE, "");
    CLI::App app{"Run GGUF models on AMD GPUs.", "rocinfer"};
    app.require_subcommand(1);
    app.footer(kFooter);
    app.set_version_flag("--version", version, "The versions of rocinfer and of llama-server");
    app.failure_message(usage_message);
    app.get_formatter()->column_width(34);
    int exit_code = kOk;
    for (const auto add : kCommands)
        add(app, exit_code);
    rocinfer_cli::add_packaging_options(app);

    auto arguments = rocinfer_cli::with_engine_arguments(
        std::vector<std::string>(argv + std::min(argc, 1), argv + argc), kEngineCommands);
    const auto is_named = [&](const CLI::App* command) {
        return command->check_name(arguments.front());
    };
    if (!arguments.empty() && !arguments.front().starts_with('-') &&
        app.get_subcommands(is_named).empty()) {
        std::cerr << "rocinfer: there is no command '" << arguments.front()
                  << "'\n    rocinfer --help lists them\n";
        return kUsage;
    }
    if (!arguments.empty() && arguments.front().starts_with('-') &&
        app.get_option_no_throw(arguments.front()) == nullptr) {
        std::cerr << "rocinfer: there is no option '" << arguments.front()
                  << "'\n    rocinfer --help lists them\n";
        return kUsage;
    }
    std::ranges::reverse(arguments);
    try {
        app.parse(std::move(arguments));
    } catch (const CLI::ParseError& error) {
        return report_usage(app, error);
    }
    return exit_code;
}

// What failed has said why.
int with_output_checked(int code) {
    const int error = standard_output().error();
    if (code != kOk || error == 0) return code;
    std::cerr << "rocinfer: " << rocinfer_cli::lost_output(error) << '\n';
    return kFailure;
}

}  // namespace

int main(int argc, char** argv) {
    rocinfer_cli::fill_standard_descriptors();
    try {
        return with_output_checked(run_main(argc, argv));
    } catch (const std::exception& error) {
        std::cerr << "rocinfer: " << error.what() << '\n';
        return kFailure;
    }
}
