// SPDX-License-Identifier: EUPL-1.2
#include "commands/chat.h"
#include "commands/commands.h"
#include "model/model_arguments.h"
#include "model/process_console.h"

#include <memory>

namespace rocinfer_cli {
namespace {

constexpr const char* kChatFooter =
    "A line is a turn, at the terminal as in a pipe. /help lists the commands of a conversation;\n"
    "Ctrl-C ends an answer, Ctrl-D the chat.\n"
    "\n"
    "Examples:\n"
    "  rocinfer chat\n"
    "  rocinfer chat model.gguf --system 'Answer in one sentence.'\n"
    "  rocinfer chat model.gguf -p 'What is the capital of France?'";

// More than the library's default: an answer that ends in mid-sentence ends the conversation.
constexpr std::int32_t kMaxTokens = 1024;

struct ChatArguments {
    ChatRequest request;
    Constraints constraints;
};

int execute(ChatArguments& arguments) {
    ProcessConsole process;
    const CommandContext around = process.surroundings();
    const Console& console = process.console();
    if (auto ok = take_constraints(arguments.constraints, arguments.request.generate); !ok) {
        Status status(console, false);
        return report_failure(ok.error(), around, status);
    }
    std::unique_ptr<LineReader> lines;
    if (console.in_is_terminal && console.can_redraw && !arguments.request.prompt)
        lines = make_editing_line_reader(process.interrupts().wake_fd());
    if (!lines)
        lines = std::make_unique<PlainLineReader>(console.in,
                                                  console.in_is_terminal ? &console.err : nullptr);
    return chat(arguments.request, *lines, around);
}

}  // namespace

void add_chat_command(CLI::App& app, int& exit_code) {
    auto arguments = std::make_shared<ChatArguments>();
    arguments->request.generate.max_tokens = kMaxTokens;
    CLI::App* command = app.add_subcommand("chat", "Talk with a model, with history");
    command->footer(kChatFooter);
    add_model_arguments(*command, arguments->request.model);
    command->add_option("-p,--prompt", arguments->request.prompt, "One turn only")
        ->type_name("TEXT");
    command->add_option("--system", arguments->request.system, "The system message")
        ->type_name("TEXT");
    add_generate_arguments(*command, arguments->request.generate, arguments->constraints);
    add_json_argument(*command, arguments->request.format,
                      "A JSON object a line: {\"id\", \"text\"}, each answer's last one "
                      "{\"stop_reason\", \"metrics\"}");
    command->callback([arguments, &exit_code] { exit_code = execute(*arguments); });
}

}  // namespace rocinfer_cli
