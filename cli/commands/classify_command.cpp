// SPDX-License-Identifier: EUPL-1.2
#include "commands/classify.h"
#include "commands/commands.h"
#include "model/model_arguments.h"
#include "model/process_console.h"

#include <memory>

namespace rocinfer_cli {
namespace {

constexpr const char* kClassifyFooter =
    "Each label's probability is that of the tokens that tell it from the others, right after the\n"
    "prompt; they sum to 1. In --json, \"coverage\" is what the model gives all labels together.\n"
    "Without labels: the token that the model predicts.\n"
    "\n"
    "Examples:\n"
    "  rocinfer classify --labels positive,negative \\\n"
    "      --template 'Review: {}\\nThis review is' < reviews.txt\n"
    "  rocinfer classify model.gguf -p 'The capital of France is' --json";

struct ClassifyArguments {
    ClassifyRequest request;
    std::string labels;
    std::vector<std::string> exact_labels;
};

int execute(ClassifyArguments& arguments) {
    ClassifyRequest& request = arguments.request;
    request.prompt_template = unescaped(request.prompt_template);
    request.labels = split_labels(arguments.labels, request.prompt_template);
    request.labels.insert(request.labels.end(), arguments.exact_labels.begin(),
                          arguments.exact_labels.end());
    ProcessConsole process;
    return classify(request, process.surroundings());
}

}  // namespace

void add_classify_command(CLI::App& app, int& exit_code) {
    auto arguments = std::make_shared<ClassifyArguments>();
    CLI::App* command =
        app.add_subcommand("classify", "Say which label fits each prompt, a line each on stdin");
    command->footer(kClassifyFooter);
    add_model_arguments(*command, arguments->request.model);
    add_repeatable(*command, "-p,--prompt", arguments->request.prompts,
                   "A prompt in place of stdin (repeatable)", "TEXT", "Options");
    command->add_option("--labels", arguments->labels, "The labels; a space is put before each")
        ->type_name("A,B,...")
        ->check([](const std::string& text) {
            return split_labels(text, "").empty() ? std::string("names no label") : std::string();
        });
    add_repeatable(*command, "--label", arguments->exact_labels,
                   "A label exactly as it follows the prompt (repeatable)", "TEXT", "Options");
    command
        ->add_option("--template", arguments->request.prompt_template,
                     "What the model reads, with {} for the prompt; \\n and \\t are known")
        ->type_name("TEXT");
    add_json_argument(*command, arguments->request.format, "A JSON object a line");
    command->callback([arguments, &exit_code] { exit_code = execute(*arguments); });
}

}  // namespace rocinfer_cli
