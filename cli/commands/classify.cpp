// SPDX-License-Identifier: EUPL-1.2
#include "commands/classify.h"

#include "arguments/option_names.h"
#include "exit_codes.h"
#include "model/metrics_json.h"
#include "terminal/standard_output.h"
#include "terminal/text_lines.h"
#include "terminal/utf8.h"

#include <inference/label_scores.h>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cctype>
#include <cmath>

namespace rocinfer_cli {
namespace {

using inference::Error;
using inference::ErrorCode;

// So many prompts are read before anything is written: the prompts of a call share their caches.
constexpr std::size_t kPromptsAtOnce = 16;

std::string trimmed(std::string_view text) {
    const auto begin = text.find_first_not_of(" \t");
    if (begin == std::string_view::npos) return {};
    return std::string(text.substr(begin, text.find_last_not_of(" \t") - begin + 1));
}

std::string filled(const std::string& prompt_template, const std::string& prompt) {
    std::string text = prompt_template;
    if (const auto at = text.find("{}"); at != std::string::npos) text.replace(at, 2, prompt);
    return text;
}

// One row for each prompt, as a table or as JSON.
class Rows {
public:
    Rows(const ClassifyRequest& request, const Console& console, Status& status)
        : request_(request), console_(console), status_(status) {
        for (const std::string& label : request.labels) {
            names_.push_back(trimmed(label));
            widest_ = std::max(widest_, characters(names_.back()));
        }
    }

    void header() {
        if (request_.format == AnswerFormat::json) return;
        if (names_.empty()) {
            put(fmt::format("{:>8}  {:<16} {:>11}  prompt\n", "id", "token", "probability"));
            return;
        }
        std::string line = padded("label");
        for (const std::string& name : names_)
            line += fmt::format("{:>{}}", name, column(name));
        put(line + "  prompt\n");
    }

    void labels(const std::string& prompt, const inference::LabelScores& scores) {
        if (scores.error) return failed(prompt, *scores.error);
        const auto best = static_cast<std::size_t>(std::ranges::max_element(scores.probabilities) -
                                                   scores.probabilities.begin());
        if (request_.format == AnswerFormat::json) {
            nlohmann::ordered_json all = nlohmann::ordered_json::object();
            for (std::size_t i = 0; i < names_.size(); ++i)
                all[names_[i]] = scores.probabilities[i];
            put(json_line({{"prompt", prompt},
                           {"label", names_[best]},
                           {"probability", scores.probabilities[best]},
                           {"labels", all},
                           {"coverage", scores.coverage}}));
            return;
        }
        std::string line = padded(names_[best]);
        for (std::size_t i = 0; i < names_.size(); ++i)
            line += fmt::format("{:>{}.3f}", scores.probabilities[i], column(names_[i]));
        put(fitted(line + "  ", prompt));
    }

    void token(const std::string& prompt, const inference::ClassifyResult& result) {
        if (result.error) return failed(prompt, *result.error);
        const double probability =
            result.token.logprob ? std::exp(static_cast<double>(*result.token.logprob)) : 0;
        if (request_.format == AnswerFormat::json) {
            nlohmann::ordered_json line{
                {"prompt", prompt}, {"id", result.token.id}, {"text", result.token.text}};
            if (result.token.logprob) line["probability"] = probability;
            put(json_line(line));
            return;
        }
        const std::string shown =
            nlohmann::json(result.token.text)
                .dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
        const std::string value =
            result.token.logprob ? fmt::format("{:.3f}", probability) : std::string("-");
        put(fitted(fmt::format("{:>8}  {:<16} {:>11}  ", result.token.id, shown, value), prompt));
    }

    std::size_t failures() const { return failures_; }

private:
    void failed(const std::string& prompt, const Error& error) {
        ++failures_;
        if (request_.format == AnswerFormat::json) {
            put(json_line({{"prompt", prompt}, {"error", error_json(error)}}));
        } else {
            status_.error(in_command_words(error.message) + (prompt.empty() ? "" : ": " + prompt));
        }
    }

    std::string padded(const std::string& label) const {
        const std::size_t width = std::max(widest_, std::string_view("label").size());
        return label + std::string(width - std::min(width, characters(label)), ' ');
    }
    static std::size_t column(const std::string& name) {
        // fmt counts characters as it pads, so do we.
        return std::max<std::size_t>(characters(name), 5) + 2;
    }
    // A row is one line of the terminal; in a pipe it is whole.
    std::string fitted(std::string row, const std::string& prompt) const {
        row += prompt;
        if (console_.out_is_terminal)
            row = shortened(row, static_cast<std::size_t>(std::max(console_.width(), 20)));
        return row + "\n";
    }
    void put(const std::string& text) {
        console_.out.write(console_.out_is_terminal ? terminal_safe(text) : text);
    }

    const ClassifyRequest& request_;
    const Console& console_;
    Status& status_;
    std::vector<std::string> names_;
    std::size_t widest_ = 0;
    std::size_t failures_ = 0;
};

inference::Result<void> classify_some(inference::TextModel& model,
                                      const std::vector<std::string>& prompts,
                                      const ClassifyRequest& request, const CommandContext& around,
                                      Rows& rows) {
    std::vector<std::string> texts;
    for (const std::string& prompt : prompts)
        texts.push_back(filled(request.prompt_template, prompt));
    inference::GenerateOptions options;
    options.cancel = around.interrupts.token();
    if (!request.labels.empty()) {
        auto scores = inference::score_labels(model, texts, request.labels, options);
        if (!scores) return std::unexpected(scores.error());
        for (std::size_t i = 0; i < prompts.size(); ++i)
            rows.labels(prompts[i], scores->at(i));
        return {};
    }
    options.logprobs = true;
    const std::vector<inference::Prompt> asked(texts.begin(), texts.end());
    auto results = model.classify(asked, options);
    if (!results) return std::unexpected(results.error());
    for (std::size_t i = 0; i < prompts.size(); ++i)
        rows.token(prompts[i], results->at(i));
    return {};
}

}  // namespace

std::vector<std::string> split_labels(std::string_view text, std::string_view prompt_template) {
    const bool needs_space = prompt_template.empty() ||
                             std::isspace(static_cast<unsigned char>(prompt_template.back())) == 0;
    std::vector<std::string> labels;
    for (std::size_t begin = 0; begin <= text.size();) {
        const std::size_t end = std::min(text.find(',', begin), text.size());
        const std::string label = trimmed(text.substr(begin, end - begin));
        if (!label.empty()) labels.push_back((needs_space ? " " : "") + label);
        begin = end + 1;
    }
    return labels;
}

std::string unescaped(std::string_view text) {
    std::string plain;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char next = i + 1 < text.size() ? text[i + 1] : '\0';
        if (text[i] != '\\' || (next != 'n' && next != 't' && next != '\\')) {
            plain += text[i];
            continue;
        }
        plain += next == 'n' ? '\n' : next == 't' ? '\t' : '\\';
        ++i;
    }
    return plain;
}

int classify(const ClassifyRequest& request, const CommandContext& around) {
    Status status(around.console, request.model.quiet);
    if (request.labels.size() == 1) {
        return report_failure({ErrorCode::invalid_argument, "--labels: give two or more", {}},
                              around, status);
    }
    if (!request.prompt_template.contains("{}")) {
        return report_failure(
            {ErrorCode::invalid_argument, "--template: has no {} for the prompt", {}}, around,
            status);
    }
    auto model = open_model(request.model, around, status);
    if (!model) return report_failure(model.error(), around, status);

    TextLines lines(request.prompts, around.console.in);
    Rows rows(request, around.console, status);
    rows.header();
    while (!around.console.out.closed() && around.console.out.error() == 0) {
        auto prompts = lines.next(kPromptsAtOnce);
        if (!prompts) return report_failure(prompts.error(), around, status);
        if (prompts->empty()) break;
        if (auto done = classify_some(**model, *prompts, request, around, rows); !done)
            return report_failure(done.error(), around, status);
        if (around.interrupts.interrupted()) return around.interrupts.exit_code();
    }
    if (auto closed = (*model)->close(); !closed) status.warning(closed.error().message);
    return unless_lost(rows.failures() == 0 ? kOk : kFailure, around.console.out, status);
}

}  // namespace rocinfer_cli
