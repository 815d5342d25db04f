// SPDX-License-Identifier: EUPL-1.2
#include "commands/commands.h"
#include "commands/run.h"
#include "model/model_arguments.h"
#include "model/process_console.h"

#include <memory>

namespace rocinfer_cli {
namespace {

constexpr const char* kRunFooter =
    "The prompt is -p or all of stdin (less one final newline).\n"
    "\n"
    "Examples:\n"
    "  rocinfer run -p 'The capital of France is'\n"
    "  rocinfer run model.gguf -n 64 --temperature 0.8 --seed 1 < story.txt\n"
    "  rocinfer run -p 'A colour as JSON:' --json-schema '{\"type\":\"string\"}'\n"
    "  rocinfer run model.gguf -p Hello --json | jq -r .text\n"
    "  rocinfer run model.gguf -p Hello -- --threads 4";

struct RunArguments {
    RunRequest request;
    Constraints constraints;
};

int execute(RunArguments& arguments) {
    ProcessConsole process;
    const CommandContext around = process.surroundings();
    if (auto ok = take_constraints(arguments.constraints, arguments.request.generate); !ok) {
        Status status(process.console(), false);
        return report_failure(ok.error(), around, status);
    }
    return run(arguments.request, around);
}

}  // namespace

void add_run_command(CLI::App& app, int& exit_code) {
    auto arguments = std::make_shared<RunArguments>();
    CLI::App* command = app.add_subcommand("run", "Continue a prompt");
    command->footer(kRunFooter);
    add_model_arguments(*command, arguments->request.model);
    command->add_option("-p,--prompt", arguments->request.prompt, "The prompt; without it stdin")
        ->type_name("TEXT");
    add_generate_arguments(*command, arguments->request.generate, arguments->constraints);
    add_json_argument(*command, arguments->request.format,
                      "A JSON object a line: {\"id\", \"text\"}, the last one {\"stop_reason\", "
                      "\"metrics\"}");
    command
        ->add_flag("--logprobs", arguments->request.generate.logprobs,
                   "With --json: each token's logarithm of its probability")
        ->group("Output");
    command->callback([arguments, &exit_code] { exit_code = execute(*arguments); });
}

}  // namespace rocinfer_cli
