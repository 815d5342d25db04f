// SPDX-License-Identifier: EUPL-1.2
#include "commands/batch.h"
#include "commands/commands.h"
#include "model/model_arguments.h"
#include "model/process_console.h"

#include <memory>

namespace rocinfer_cli {
namespace {

constexpr const char* kBatchFooter =
    "In:   {\"id\": 1, \"prompt\": \"...\"} a line; the prompt may be a list of token ids, and\n"
    "      {\"messages\": [{\"role\": \"user\", \"content\": \"...\"}]} is a chat. The id is a "
    "text or a\n"
    "      number; without one it is the line's number.\n"
    "Out:  {\"id\", \"text\", \"stop_reason\", \"prompt_tokens\", \"generated_tokens\"} in the "
    "same\n"
    "      order; \"error\" where a prompt failed, which does not stop the others.\n"
    "With -o a batch that was cut goes on where it was: ids in FILE are not asked again.\n"
    "\n"
    "Examples:\n"
    "  rocinfer batch model.gguf --slots 8 -i prompts.jsonl -o answers.jsonl\n"
    "  rocinfer batch -n 32 < prompts.jsonl | jq -r .text";

constexpr std::int32_t kSlots = 4;

struct BatchArguments {
    BatchRequest request;
    Constraints constraints;
};

int execute(BatchArguments& arguments) {
    ProcessConsole process;
    const CommandContext around = process.surroundings();
    if (auto ok = take_constraints(arguments.constraints, arguments.request.generate); !ok) {
        Status status(process.console(), false);
        return report_failure(ok.error(), around, status);
    }
    return batch(arguments.request, around);
}

}  // namespace

void add_batch_command(CLI::App& app, int& exit_code) {
    auto arguments = std::make_shared<BatchArguments>();
    arguments->request.model.load.parallel_slots = kSlots;
    CLI::App* command = app.add_subcommand("batch", "Answer many prompts: JSON lines in and out");
    command->footer(kBatchFooter);
    add_model_arguments(*command, arguments->request.model);
    command->add_option("-i,--input", arguments->request.input, "The prompts; without it stdin")
        ->type_name("FILE");
    command
        ->add_option("-o,--output", arguments->request.output,
                     "The answers, added to what is there; without it stdout")
        ->type_name("FILE");
    command->add_flag("--token-ids", arguments->request.token_ids,
                      "Write the token ids of each answer, too");
    add_generate_arguments(*command, arguments->request.generate, arguments->constraints);
    command->callback([arguments, &exit_code] { exit_code = execute(*arguments); });
}

}  // namespace rocinfer_cli
