// SPDX-License-Identifier: EUPL-1.2
#include "commands/classify.h"

#include "commands/commands.h"
#include "exit_codes.h"
#include "input/text_file.h"
#include "input/text_lines.h"
#include "model/model_arguments.h"
#include "report/classify_rows.h"
#include "terminal/lost_output.h"

#include <inference/label_scores.h>

#include <algorithm>
#include <cctype>
#include <memory>

namespace rocinfer_cli {
namespace {

using inference::ErrorCode;

// So many prompts are read before anything is written: the prompts of a call share their caches.
constexpr std::size_t kPromptsAtOnce = 16;

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

int execute(ClassifyArguments& arguments, const CommandContext& around) {
    ClassifyRequest& request = arguments.request;
    auto text = text_or_file("--template", request.prompt_template);
    if (!text) {
        Status status(around.console, request.model.quiet);
        return report_failure(text.error(), around, status);
    }
    const bool is_file = *text != request.prompt_template && request.prompt_template[1] != '@';
    request.prompt_template = is_file ? without_final_newline(*text) : unescaped(*text);
    request.labels = split_labels(arguments.labels, request.prompt_template);
    request.labels.insert(request.labels.end(), arguments.exact_labels.begin(),
                          arguments.exact_labels.end());
    return classify(request, around);
}

std::string filled(const std::string& prompt_template, const std::string& prompt) {
    std::string text = prompt_template;
    if (const auto at = text.find("{}"); at != std::string::npos) text.replace(at, 2, prompt);
    return text;
}

inference::Result<void> classify_some(inference::TextModel& model,
                                      const std::vector<std::string>& prompts,
                                      const ClassifyRequest& request, const CommandContext& around,
                                      ClassifyRows& rows) {
    std::vector<std::string> texts;
    for (const std::string& prompt : prompts)
        texts.push_back(filled(request.prompt_template, prompt));
    inference::GenerateOptions options;
    options.cancel = around.interrupts.token();
    if (!request.labels.empty()) {
        auto scores = inference::score_labels(model, texts, request.labels, options);
        if (!scores) return std::unexpected(scores.error());
        // What an interrupt cut has failed in every row, which nobody wants to read.
        if (around.interrupts.interrupted()) return {};
        for (std::size_t i = 0; i < prompts.size(); ++i)
            rows.labels(prompts[i], scores->at(i));
        return {};
    }
    options.logprobs = true;
    const std::vector<inference::Prompt> asked(texts.begin(), texts.end());
    auto results = model.classify(asked, options);
    if (!results) return std::unexpected(results.error());
    if (around.interrupts.interrupted()) return {};
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
    auto texts_from = open_lines(request.prompts.file, around.console.in, around.interrupts);
    if (!texts_from) return report_failure(texts_from.error(), around, status);
    auto model = open_model(request.model, around, status);
    if (!model) return report_failure(model.error(), around, status);

    TextLines lines(request.prompts.given, texts_from->input());
    ClassifyRows rows(request.labels, request.format, around.console, status);
    rows.header();
    while (!around.console.out.closed() && around.console.out.error() == 0) {
        auto prompts = lines.next(kPromptsAtOnce);
        if (!prompts) return report_failure(prompts.error(), around, status);
        if (prompts->empty()) break;
        if (auto done = classify_some(**model, *prompts, request, around, rows); !done)
            return report_failure(done.error(), around, status);
        if (around.interrupts.interrupted()) return around.interrupts.exit_code();
    }
    close_model(**model, status);
    return unless_lost(rows.failures() == 0 ? kOk : kFailure, around.console.out, status);
}

void add_classify_command(CLI::App& app, const CommandContext& around, int& exit_code) {
    auto arguments = std::make_shared<ClassifyArguments>();
    CLI::App* command =
        app.add_subcommand("classify", "Say which label fits each prompt, a line each on stdin");
    command->footer(kClassifyFooter);
    add_model_arguments(*command, arguments->request.model);
    add_lines_arguments(*command, arguments->request.prompts, "-p,--prompt", "A prompt");
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
        ->type_name("TEXT|@FILE");
    add_json_argument(*command, arguments->request.format, "A JSON object a line");
    command->callback(
        [arguments, &around, &exit_code] { exit_code = execute(*arguments, around); });
}

}  // namespace rocinfer_cli
