// SPDX-License-Identifier: EUPL-1.2
#include "commands/run.h"

#include "commands/commands.h"
#include "exit_codes.h"
#include "input/text_file.h"
#include "model/model_arguments.h"

#include <memory>
#include <vector>

namespace rocinfer_cli {
namespace {

constexpr const char* kRunFooter =
    "The prompt is -p, then each --file, then what is piped in, each on a line of its own; less "
    "one final newline of a file and of a pipe. At most 64 MiB are read.\n"
    "\n"
    "Examples:\n"
    "  rocinfer run -p 'The capital of France is'\n"
    "  cat report.txt | rocinfer run model.gguf -p 'Summarise:'\n"
    "  rocinfer run model.gguf -n 64 --temperature 0.8 --seed 1 < story.txt\n"
    "  rocinfer run -p 'A colour as JSON:' --json-schema '{\"type\":\"string\"}'\n"
    "  rocinfer run model.gguf -p Hello --json | jq -r .text\n"
    "  rocinfer run model.gguf -p Hello -- --threads 4";

struct RunArguments {
    RunRequest request;
    std::string system;
    Constraints constraints;
};

int execute(RunArguments& arguments, const CommandContext& around) {
    Status status(around.console, arguments.request.model.quiet);
    if (auto ok = take_constraints(arguments.constraints, arguments.request.generate); !ok)
        return report_failure(ok.error(), around, status);
    auto system = text_or_file("--system", arguments.system);
    if (!system) return report_failure(system.error(), around, status);
    arguments.request.system = without_final_newline(*std::move(system));
    return run(arguments.request, around);
}

inference::TokenStream ask(inference::TextModel& model, std::string prompt,
                           const RunRequest& request, inference::GenerateOptions options) {
    if (request.system.empty()) return model.generate(std::move(prompt), std::move(options));
    const std::vector<inference::Message> messages{{"system", request.system},
                                                   {"user", std::move(prompt)}};
    return model.chat(messages, std::move(options));
}

}  // namespace

int run(const RunRequest& request, const CommandContext& around) {
    Status status(around.console, request.model.quiet);
    // Refusals come before anything is read or started.
    if (auto ok = validate(request.model.load); !ok)
        return report_failure(ok.error(), around, status);
    if (auto ok = validate(request.generate); !ok)
        return report_failure(ok.error(), around, status);
    auto prompt = take_prompt(request.prompt, around.console, status);
    if (!prompt) return report_failure(prompt.error(), around, status);
    // Before the load where the context is known by then, after it where it is the model's own.
    if (auto ok = check_prompt_fits(prompt->size(), request.model.load.context_length); !ok)
        return report_failure(ok.error(), around, status);

    auto model = open_model(request.model, around, status);
    if (!model) return report_failure(model.error(), around, status);
    if (auto ok = check_prompt_fits(prompt->size(), (*model)->info().context_length); !ok)
        return report_failure(ok.error(), around, status);
    const Answer answer = write_answer(
        ask(**model, *std::move(prompt), request, for_terminal(request.generate, around, status)),
        {request.format, request.final_newline}, around.console, status);
    const int code = finish(answer, around, status);
    close_model(**model, status);
    return code;
}

void add_run_command(CLI::App& app, const CommandContext& around, int& exit_code) {
    auto arguments = std::make_shared<RunArguments>();
    RunRequest& request = arguments->request;
    CLI::App* command = app.add_subcommand("run", "Continue a prompt");
    command->footer(kRunFooter);
    add_model_arguments(*command, request.model);
    add_prompt_arguments(*command, request.prompt, "-p,--prompt",
                         "The prompt; what is piped in is added to it");
    command
        ->add_option("--system", arguments->system,
                     "Ask through the model's chat template, with this system message")
        ->type_name("TEXT|@FILE");
    add_generate_arguments(*command, request.generate, arguments->constraints);
    add_newline_argument(*command, request.final_newline);
    add_json_argument(*command, request.format,
                      "A JSON object a line: {\"id\", \"text\"}, the last one {\"stop_reason\", "
                      "\"metrics\"}");
    command
        ->add_flag("--logprobs", request.generate.logprobs,
                   "With --json: each token's logarithm of its probability")
        ->group("Output");
    command->callback(
        [arguments, &around, &exit_code] { exit_code = execute(*arguments, around); });
}

}  // namespace rocinfer_cli
