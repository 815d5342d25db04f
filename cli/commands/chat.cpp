// SPDX-License-Identifier: EUPL-1.2
#include "commands/chat.h"

#include "commands/conversation.h"
#include "exit_codes.h"
#include "model/prompt_input.h"
#include "terminal/utf8.h"

#include <csignal>

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
        conversation_.ask(std::move(text));
        const auto messages = conversation_.messages();
        Answer answer =
            write_answer(model_.chat(messages, for_terminal(request_.generate, around_, status_)),
                         request_.format, around_.console, status_);
        conversation_.answer(answer.text);
        if (around_.console.out.closed()) return kOk;
        const bool cut = around_.interrupts.interrupted();
        if (cut && !goes_on()) return finish(answer, around_, status_);
        if (answer.error && !cut) return after_error(*answer.error);
        // One turn after another in a pipe: each ends its line.
        if (!around_.console.out_is_terminal && request_.format == AnswerFormat::text &&
            !request_.prompt) {
            around_.console.out.write("\n");
        }
        if (!request_.prompt) write_closing_line(answer, status_);
        if (request_.prompt) return finish(answer, around_, status_);
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
        if (!can_go_on || !around_.console.in_is_terminal || request_.prompt) return code;
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
    if (request.prompt) {
        if (auto prompt = take_prompt(request.prompt, around.console, status); !prompt)
            return report_failure(prompt.error(), around, status);
    }
    auto model = open_model(request.model, around, status);
    if (!model) return report_failure(model.error(), around, status);
    Chat session(request, **model, around, status);
    const int code =
        request.prompt ? session.turn(*request.prompt).value_or(kOk) : session.converse(lines);
    if (auto closed = (*model)->close(); !closed) status.warning(closed.error().message);
    return code;
}

}  // namespace rocinfer_cli
