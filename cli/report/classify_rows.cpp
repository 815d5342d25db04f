// SPDX-License-Identifier: EUPL-1.2
#include "report/classify_rows.h"

#include "arguments/option_names.h"
#include "model/metrics_json.h"
#include "terminal/utf8.h"
#include "terminal/width.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>

namespace rocinfer_cli {
namespace {

std::size_t column(const std::string& name) {
    return std::max<std::size_t>(columns(name), 5) + 2;
}

}  // namespace

std::string trimmed(std::string_view text) {
    const auto begin = text.find_first_not_of(" \t");
    if (begin == std::string_view::npos) return {};
    return std::string(text.substr(begin, text.find_last_not_of(" \t") - begin + 1));
}

ClassifyRows::ClassifyRows(const std::vector<std::string>& labels, AnswerFormat format,
                           const Console& console, Status& status)
    : format_(format), console_(console), status_(status) {
    for (const std::string& label : labels) {
        names_.push_back(trimmed(label));
        widest_ = std::max(widest_, columns(names_.back()));
    }
}

void ClassifyRows::header() {
    if (format_ == AnswerFormat::json) return;
    if (names_.empty()) {
        put(fmt::format("{:>8}  {:<16} {:>11}  prompt\n", "id", "token", "probability"));
        return;
    }
    std::string line = padded("label", label_column());
    for (const std::string& name : names_)
        line += padded(name, column(name), Align::right);
    put(line + "  prompt\n");
}

void ClassifyRows::labels(const std::string& prompt, const inference::LabelScores& scores) {
    if (scores.error) return failed(prompt, *scores.error);
    const auto best = static_cast<std::size_t>(std::ranges::max_element(scores.probabilities) -
                                               scores.probabilities.begin());
    if (format_ == AnswerFormat::json) {
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
    std::string line = padded(names_[best], label_column());
    for (std::size_t i = 0; i < names_.size(); ++i)
        line += fmt::format("{:>{}.3f}", scores.probabilities[i], column(names_[i]));
    put(fitted(line + "  ", prompt));
}

void ClassifyRows::token(const std::string& prompt, const inference::ClassifyResult& result) {
    if (result.error) return failed(prompt, *result.error);
    const double probability =
        result.token.logprob ? std::exp(static_cast<double>(*result.token.logprob)) : 0;
    if (format_ == AnswerFormat::json) {
        nlohmann::ordered_json line{
            {"prompt", prompt}, {"id", result.token.id}, {"text", result.token.text}};
        if (result.token.logprob) line["probability"] = probability;
        put(json_line(line));
        return;
    }
    const std::string shown = nlohmann::json(result.token.text)
                                  .dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    const std::string value =
        result.token.logprob ? fmt::format("{:.3f}", probability) : std::string("-");
    put(fitted(fmt::format("{:>8}  {} {:>11}  ", result.token.id, padded(shown, 16), value),
               prompt));
}

void ClassifyRows::failed(const std::string& prompt, const inference::Error& error) {
    ++failures_;
    if (format_ == AnswerFormat::json) {
        put(json_line({{"prompt", prompt}, {"error", error_json(error)}}));
    } else {
        status_.error(in_command_words(error).message + (prompt.empty() ? "" : ": " + prompt));
    }
}

std::size_t ClassifyRows::label_column() const {
    return std::max(widest_, std::string_view("label").size());
}

// A row is one line of the terminal; in a pipe it is whole.
std::string ClassifyRows::fitted(std::string row, const std::string& prompt) const {
    row += prompt;
    if (console_.out_is_terminal)
        row = shortened(row, static_cast<std::size_t>(std::max(console_.width(), 20)));
    return row + "\n";
}

void ClassifyRows::put(const std::string& text) {
    console_.out.write(console_.out_is_terminal ? terminal_safe(text) : text);
}

}  // namespace rocinfer_cli
