// SPDX-License-Identifier: EUPL-1.2
#include "commands/chat.h"

#include "arguments/byte_size.h"
#include "commands/commands.h"
#include "commands/conversation.h"
#include "exit_codes.h"
#include "input/prompt_input.h"
#include "input/text_file.h"
#include "model/model_arguments.h"
#include "terminal/utf8.h"

#include <csignal>
#include <memory>
#include <optional>
#include <utility>

namespace rocinfer_cli {
namespace {

using inference::ErrorCode;
using inference::TextModel;

constexpr std::string_view kHelp =
    "/reset         forget the conversation\n"
    "/system TEXT   set the system message; without TEXT take it away\n"
    "/help          this list\n"
    "/quit          leave (so does Ctrl-D)\n"
    "Ctrl-C ends an answer. A line that begins with // is sent with one / less.";

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

int execute(ChatArguments& arguments, const CommandContext& around) {
    ChatRequest& request = arguments.request;
    const Console& console = around.console;
    {
        Status status(console, request.model.quiet);
        if (auto ok = take_constraints(arguments.constraints, request.generate); !ok)
            return report_failure(ok.error(), around, status);
        auto system = text_or_file("--system", request.system);
        if (!system) return report_failure(system.error(), around, status);
        request.system = without_final_newline(*std::move(system));
    }
    std::unique_ptr<LineReader> lines;
    if (console.in_is_terminal && console.can_redraw && !request.prompt.given())
        lines = make_editing_line_reader(around.interrupts.wake_fd());
    if (!lines)
        lines = std::make_unique<PlainLineReader>(console.in,
                                                  console.in_is_terminal ? &console.err : nullptr);
    return chat(request, *lines, around);
}

class Chat {
public:
    Chat(const ChatRequest& request, TextModel& model, const CommandContext& around, Status& status)
        : request_(request),
          model_(model),
          around_(around),
          status_(status),
          conversation_(request.system) {}

    // The exit code where the chat is over.
    std::optional<int> turn(std::string text) {
        // The conversation as a whole is the engine's to judge: this one can't fit by itself.
        if (auto ok = check_prompt_fits(text.size(), model_.info().context_length); !ok)
            return after_error(ok.error());
        conversation_.ask(std::move(text));
        const auto messages = conversation_.messages();
        Answer answer =
            write_answer(model_.chat(messages, for_terminal(request_.generate, around_, status_)),
                         {request_.format, request_.final_newline}, around_.console, status_);
        conversation_.answer(answer.text);
        if (around_.console.out.closed()) return kOk;
        const bool cut = around_.interrupts.interrupted();
        if (cut && !goes_on()) return finish(answer, around_, status_);
        if (answer.error && !cut) return after_error(*answer.error);
        // One turn after another in a pipe: each ends its line.
        if (!around_.console.out_is_terminal && request_.format == AnswerFormat::text &&
            !request_.prompt.given()) {
            around_.console.out.write("\n");
        }
        if (!request_.prompt.given()) write_closing_line(answer, status_);
        if (request_.prompt.given()) return finish(answer, around_, status_);
        return std::nullopt;
    }

    int converse(LineReader& lines) {
        if (around_.console.in_is_terminal)
            status_.aside("/help lists the commands, Ctrl-D leaves");
        const std::string prompt = around_.console.err_is_terminal ? "> " : "";
        for (;;) {
            std::string line;
            switch (read_line(lines, prompt, line)) {
                case ReadStatus::end:
                    if (around_.console.in_is_terminal && !prompt.empty()) status_.aside("");
                    return kOk;
                case ReadStatus::failed:
                    status_.error("stdin: can't be read");
                    return kFailure;
                case ReadStatus::too_long:
                    status_.error("stdin: the line is longer than " + byte_size(kMostTextBytes) +
                                  ", the most that is read");
                    return kUsage;
                case ReadStatus::interrupted:
                    if (!goes_on()) return around_.interrupts.exit_code();
                    status_.aside("\n/quit or Ctrl-D leaves");
                    continue;
                case ReadStatus::line:
                    break;
            }
            if (const auto code = handle(std::move(line))) return *code;
        }
    }

private:
    // Who can type the next line goes on; a script, and whoever is told to end, does not.
    bool goes_on() const {
        return around_.interrupts.signal() == SIGINT && around_.console.in_is_terminal;
    }

    ReadStatus read_line(LineReader& lines, const std::string& prompt, std::string& line) {
        around_.interrupts.begin();
        around_.interrupts.at_prompt(around_.console.in_is_terminal);
        const ReadStatus status = lines.read(prompt, line);
        // After a Ctrl-C the prompt comes back at once: until then it is as if it were there.
        if (status != ReadStatus::interrupted || !goes_on()) around_.interrupts.at_prompt(false);
        return status;
    }

    std::optional<int> handle(std::string line) {
        if (const auto at = first_invalid_utf8(line)) {
            return after_error({ErrorCode::invalid_argument,
                                "stdin: this line is not UTF-8: byte " + std::to_string(*at) +
                                    " begins no valid character",
                                {}});
        }
        if (line.find_first_not_of(" \t\r") == std::string::npos) return std::nullopt;
        if (!line.starts_with('/')) return turn(std::move(line));
        if (line.starts_with("//")) return turn(line.substr(1));
        return command(line);
    }

    std::optional<int> command(const std::string& line) {
        const auto end_of_name = line.find_first_of(" \t");
        const std::string name = line.substr(0, end_of_name);
        const auto begin = line.find_first_not_of(" \t", end_of_name);
        if (name == "/quit" || name == "/exit") return kOk;
        if (name == "/help") {
            status_.aside(kHelp);
        } else if (name == "/reset") {
            conversation_.reset();
            status_.aside("the conversation begins anew");
        } else if (name == "/system") {
            conversation_.set_system(begin == std::string::npos ? "" : line.substr(begin));
            status_.aside(conversation_.system().empty() ? "no system message"
                                                         : "the system message is set");
        } else {
            status_.error("there is no command " + name + "; /help lists them");
        }
        return std::nullopt;
    }

    // A person may go on after an error; a script must not.
    std::optional<int> after_error(const inference::Error& error) {
        const int code = report_failure(error, around_, status_);
        if (error.code == ErrorCode::unsupported)
            status_.aside("`rocinfer run` needs no template; `-- --chat-template NAME` gives one");
        const bool can_go_on = error.code != ErrorCode::closed &&
                               error.code != ErrorCode::engine_died &&
                               error.code != ErrorCode::unsupported && error.code != ErrorCode::io;
        if (!can_go_on || !around_.console.in_is_terminal || request_.prompt.given()) return code;
        if (error.code == ErrorCode::context_exceeded)
            status_.aside("/reset forgets the conversation and makes room");
        return std::nullopt;
    }

    const ChatRequest& request_;
    TextModel& model_;
    const CommandContext& around_;
    Status& status_;
    Conversation conversation_;
};

}  // namespace

int chat(const ChatRequest& request, LineReader& lines, const CommandContext& around) {
    Status status(around.console, request.model.quiet);
    if (auto ok = validate(request.model.load); !ok)
        return report_failure(ok.error(), around, status);
    if (auto ok = validate(request.generate); !ok)
        return report_failure(ok.error(), around, status);
    std::string prompt;
    if (request.prompt.given()) {
        auto taken = take_prompt(request.prompt, around.console, status);
        if (!taken) return report_failure(taken.error(), around, status);
        prompt = *std::move(taken);
    }
    auto model = open_model(request.model, around, status);
    if (!model) return report_failure(model.error(), around, status);
    Chat session(request, **model, around, status);
    const int code = request.prompt.given() ? session.turn(std::move(prompt)).value_or(kOk)
                                            : session.converse(lines);
    close_model(**model, status);
    return code;
}

void add_chat_command(CLI::App& app, const CommandContext& around, int& exit_code) {
    auto arguments = std::make_shared<ChatArguments>();
    arguments->request.generate.max_tokens = kMaxTokens;
    CLI::App* command = app.add_subcommand("chat", "Talk with a model, with history");
    command->footer(kChatFooter);
    add_model_arguments(*command, arguments->request.model);
    add_prompt_arguments(*command, arguments->request.prompt, "-p,--prompt",
                         "One turn only; what is piped in is added to it");
    command->add_option("--system", arguments->request.system, "The system message")
        ->type_name("TEXT|@FILE");
    add_generate_arguments(*command, arguments->request.generate, arguments->constraints);
    add_newline_argument(*command, arguments->request.final_newline);
    add_json_argument(*command, arguments->request.format,
                      "A JSON object a line: {\"id\", \"text\"}, each answer's last one "
                      "{\"stop_reason\", \"metrics\"}");
    command->callback(
        [arguments, &around, &exit_code] { exit_code = execute(*arguments, around); });
}

}  // namespace rocinfer_cli
