// SPDX-License-Identifier: EUPL-1.2
#include "bench/engine_trial.h"
#include "commands/commands.h"
#include "report/engine_list.h"
#include "report/model_json.h"
#include "terminal/lost_output.h"
#include "terminal/status.h"
#include "terminal/table.h"

#include <inference/rocm/engine.h>

#include <fmt/format.h>

#include <memory>
#include <string>
#include <vector>

namespace rocinfer_cli {
namespace {

using inference::Result;

constexpr const char* kEngineFooter =
    "An engine is a build of llama-server in a folder of its own, from Debian's signed packages:\n"
    "vulkan (86 MB to download) and rocm (478 MB) reach GPUs, rpc other machines, cpu none.\n"
    "\n"
    "Examples:\n"
    "  rocinfer engine install vulkan\n"
    "  rocinfer engine install rocm --gfx gfx1101\n"
    "  rocinfer engine test vulkan rocm\n"
    "  rocinfer engine use rocm";

int list(bool json, const CommandContext& around) {
    Status status(around.console, false);
    const auto engines = inference::rocm::list_engines();
    if (!engines) return report_failure(engines.error(), around, status);
    around.console.out.write(json ? to_text(engines_json(*engines)) : engines_text(*engines));
    return unless_lost(kOk, around.console.out, status);
}

int install(const std::string& name, const std::vector<std::string>& targets,
            const CommandContext& around) {
    Status status(around.console, false);
    inference::rocm::EngineInstallation installation{name, targets, {}, {}};
    installation.on_line = [&around](std::string_view line) {
        around.console.err.write(printable(line) + "\n");
    };
    auto done = inference::rocm::install_engine(installation);
    if (done) return kOk;
    // Its log was shown line by line.
    done.error().detail.clear();
    return report_failure(done.error(), around, status);
}

int finish(const Result<void>& done, const std::string& said, const CommandContext& around) {
    Status status(around.console, false);
    if (!done) return report_failure(done.error(), around, status);
    status.note(said);
    return kOk;
}

int test(TrialRequest& request, const CommandContext& around) {
    Status status(around.console, false);
    if (request.engines.empty()) {
        const auto engines = inference::rocm::list_engines();
        if (!engines) return report_failure(engines.error(), around, status);
        for (const auto& engine : *engines)
            request.engines.push_back(engine.name.empty() ? engine.path : engine.name);
    }
    if (request.engines.empty()) {
        return report_failure({inference::ErrorCode::not_found,
                               "engine: none is installed; rocinfer engine install vulkan",
                               {}},
                              around, status);
    }
    return try_engines(request, around);
}

struct EngineArguments {
    std::string name;
    std::vector<std::string> targets;
    bool json = false;
    TrialRequest trial;
};

CLI::App* add_with_name(CLI::App& command, const char* name, const char* what,
                        EngineArguments& arguments) {
    auto* sub = command.add_subcommand(name, what);
    sub->add_option("NAME", arguments.name, "cpu, vulkan, rocm or rpc")->required()->type_name("");
    return sub;
}

}  // namespace

void add_engine_command(CLI::App& app, const CommandContext& around, int& exit_code) {
    auto arguments = std::make_shared<EngineArguments>();
    CLI::App* const command =
        app.add_subcommand("engine", "Install, choose and compare builds of llama-server");
    command->footer(kEngineFooter);
    command->require_subcommand(1);

    auto* const listing = command->add_subcommand("list", "What is installed, and what is in use");
    listing->add_flag("--json", arguments->json, "Print everything as one JSON array");
    listing->callback(
        [arguments, &around, &exit_code] { exit_code = list(arguments->json, around); });

    auto* const installing =
        add_with_name(*command, "install", "Download and unpack an engine", *arguments);
    installing
        ->add_option("--gfx", arguments->targets,
                     "rocm: of rocBLAS's kernels (2.9 GB) only those for these targets")
        ->type_name("TARGET,…")
        ->delimiter(',');
    installing->callback([arguments, &around, &exit_code] {
        exit_code = install(arguments->name, arguments->targets, around);
    });

    add_with_name(*command, "use", "Load models with this engine from now on", *arguments)
        ->callback([arguments, &around, &exit_code] {
            exit_code = finish(inference::rocm::use_engine(arguments->name),
                               arguments->name + " is used from now on", around);
        });
    add_with_name(*command, "remove", "Remove an engine's folder", *arguments)
        ->callback([arguments, &around, &exit_code] {
            exit_code = finish(inference::rocm::remove_engine(arguments->name),
                               arguments->name + " is removed", around);
        });

    auto* const testing = command->add_subcommand(
        "test", "Answer one prompt on each engine, measure it, and say which won");
    testing->add_option("NAME", arguments->trial.engines, "Names or paths; without one all")
        ->type_name("");
    testing
        ->add_option("-m,--model", arguments->trial.model.path, "A GGUF file, not the bundled one")
        ->type_name("MODEL");
    testing->add_flag("-q,--quiet", arguments->trial.model.quiet,
                      "Only warnings and errors on stderr");
    testing->callback(
        [arguments, &around, &exit_code] { exit_code = test(arguments->trial, around); });
}

}  // namespace rocinfer_cli
