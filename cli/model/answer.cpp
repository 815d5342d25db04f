// SPDX-License-Identifier: EUPL-1.2
#include "model/answer.h"

#include "exit_codes.h"
#include "model/metrics_json.h"
#include "terminal/utf8.h"
#include "terminal/word_wrap.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <chrono>
#include <cstring>

namespace rocinfer_cli {
namespace {

// A prefill that is over sooner would only make the line flicker.
constexpr auto kShowPrefillAfter = std::chrono::milliseconds(200);

class Writer {
public:
    Writer(AnswerStyle style, const Console& console) : style_(style), console_(console) {}

    void token(const inference::Token& token) {
        if (style_.format == AnswerFormat::json) {
            nlohmann::ordered_json line{{"id", token.id}, {"text", token.text}};
            if (token.logprob) line["logprob"] = *token.logprob;
            put(json_line(line));
        } else {
            put(token.text);
        }
    }

    void end(const Answer& answer) {
        if (style_.format == AnswerFormat::json) {
            nlohmann::ordered_json line{{"stop_reason", to_string(answer.stop_reason)},
                                        {"metrics", metrics_json(answer.metrics)}};
            if (answer.error) line["error"] = error_json(*answer.error);
            put(json_line(line));
        } else if (!at_line_start_ && (console_.out_is_terminal || style_.final_newline)) {
            put("\n");
        }
    }

private:
    void put(std::string_view text) {
        if (text.empty()) return;
        at_line_start_ = text.back() == '\n';
        if (console_.out_is_terminal) {
            const std::string safe = terminal_safe(text);
            const bool wraps = style_.format == AnswerFormat::text && console_.can_redraw;
            console_.out.write(wraps ? wrap_.next(safe, console_.width()) : safe);
        } else {
            console_.out.write(text);
        }
    }

    AnswerStyle style_;
    const Console& console_;
    WordWrap wrap_;
    bool at_line_start_ = true;
};

}  // namespace

inference::GenerateOptions for_terminal(inference::GenerateOptions options,
                                        const CommandContext& around, Status& status) {
    options.cancel = around.interrupts.token();
    if (!around.console.can_redraw) return options;
    const auto begun = std::chrono::steady_clock::now();
    options.on_prefill = [&status, begun](const inference::PrefillProgress& progress) {
        if (std::chrono::steady_clock::now() - begun < kShowPrefillAfter) return;
        status.progress(
            {.label = "reading the prompt",
             .done = static_cast<std::uint64_t>(progress.processed),
             .total = static_cast<std::uint64_t>(progress.total),
             .figures = fmt::format("{} of {} tokens", progress.processed, progress.total)});
    };
    return options;
}

Answer write_answer(inference::TokenStream stream, AnswerStyle style, const Console& console,
                    Status& status) {
    Answer answer;
    Writer writer(style, console);
    const auto reader_is_there = [&] { return !console.out.closed() && console.out.error() == 0; };
    while (reader_is_there()) {
        auto token = stream.next();
        status.clear();
        if (!token) break;
        writer.token(*token);
        answer.text += token->text;
    }
    answer.stop_reason = stream.stop_reason();
    answer.metrics = stream.metrics();
    answer.error = stream.error();
    if (reader_is_there()) writer.end(answer);
    if (const int failed = console.out.error(); failed != 0) {
        answer.error = inference::Error{
            inference::ErrorCode::io,
            "stdout: the answer can't be written: " + std::string(std::strerror(failed)),
            {}};
    }
    return answer;
}

void write_closing_line(const Answer& answer, Status& status) {
    std::string line = metrics_text(answer.metrics);
    if (answer.stop_reason == inference::StopReason::limit) line += ", cut at the limit";
    if (answer.error && answer.error->code == inference::ErrorCode::cancelled) line += ", stopped";
    status.aside(line);
}

int finish(const Answer& answer, const CommandContext& around, Status& status) {
    if (around.interrupts.interrupted()) {
        write_closing_line(answer, status);
        return around.interrupts.exit_code();
    }
    // Whoever reads the answer had enough of it: that is no failure, and nobody is there to be
    // told.
    if (around.console.out.closed()) return kOk;
    if (answer.error) return report_failure(*answer.error, around, status);
    write_closing_line(answer, status);
    return kOk;
}

}  // namespace rocinfer_cli
