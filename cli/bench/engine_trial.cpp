// SPDX-License-Identifier: EUPL-1.2
#include "bench/engine_trial.h"

#include "exit_codes.h"
#include "terminal/lost_output.h"
#include "terminal/table.h"

#include <inference/extensions.h>

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace rocinfer_cli {
namespace {

using inference::GenerateMetrics;
using inference::Result;

constexpr const char* kPrompt = "The capital of France is";
constexpr std::int32_t kAnswerTokens = 24;
constexpr std::int64_t kLongestPrompt = 512;
constexpr std::int32_t kDecodeTokens = 128;
// The first run at a size compiles shaders.
constexpr int kRuns = 3;

struct Run {
    std::string text;
    GenerateMetrics metrics;
};

Result<Run> generate(inference::TextModel& model, inference::Prompt prompt, std::int32_t tokens,
                     bool to_the_end, const CommandContext& around) {
    inference::GenerateOptions options;
    options.max_tokens = tokens;
    options.ignore_end_of_sequence = to_the_end;
    options.cancel = around.interrupts.token();
    Run run;
    auto stream = model.generate(std::move(prompt), options);
    while (auto token = stream.next())
        run.text += token->text;
    if (stream.error()) return std::unexpected(*stream.error());
    run.metrics = stream.metrics();
    return run;
}

/// Ids, the first of them another one each time, so that no cache answers.
inference::Prompt long_prompt(std::int64_t tokens, std::int64_t vocabulary, int run) {
    std::vector<inference::TokenId> ids;
    const std::int64_t lowest = std::min<std::int64_t>(300, vocabulary / 2);
    for (std::int64_t i = 0; i < tokens; ++i) {
        const auto id = lowest + (i * 7 + run + 1) % std::max<std::int64_t>(vocabulary - lowest, 1);
        ids.push_back(static_cast<inference::TokenId>(id));
    }
    return ids;
}

Result<Trial> try_one(const std::string& engine, const TrialRequest& request,
                      const CommandContext& around, Status& status) {
    ModelRequest load = request.model;
    load.load.engine = engine;
    auto model = open_model(load, around, status);
    if (!model) return std::unexpected(model.error());
    const auto info = (*model)->info();
    Trial trial{engine, info.backend, info.device, {}, 0, 0};
    auto answer = generate(**model, inference::Prompt(kPrompt), kAnswerTokens, false, around);
    if (!answer) return std::unexpected(answer.error());
    trial.answer = std::move(answer->text);
    const auto prompt = std::max<std::int64_t>(
        std::min(kLongestPrompt, info.context_length - kDecodeTokens - 16), 16);
    for (int run = 0; run < kRuns && info.vocab_size > 1; ++run) {
        status.progress({.label = "measuring " + engine, .figures = {}});
        auto measured = generate(**model, long_prompt(prompt, info.vocab_size, run), kDecodeTokens,
                                 true, around);
        status.clear();
        if (!measured) return std::unexpected(measured.error());
        trial.prefill_tokens_per_second =
            std::max(trial.prefill_tokens_per_second, measured->metrics.prefill_tokens_per_second);
        trial.decode_tokens_per_second =
            std::max(trial.decode_tokens_per_second, measured->metrics.decode_tokens_per_second);
    }
    close_model(**model, status);
    return trial;
}

std::string winner(const std::vector<Trial>& trials, double Trial::* rate, const char* what) {
    auto ordered = trials;
    std::ranges::sort(ordered, std::ranges::greater{}, rate);
    const auto& first = ordered[0];
    const auto& second = ordered[1];
    if (second.*rate <= 0) return fmt::format("{} won {}", first.engine, what);
    return fmt::format("{} won {}: {:.2f} times {}", first.engine, what,
                       first.*rate / (second.*rate), second.engine);
}

}  // namespace

std::string who_won(const std::vector<Trial>& trials) {
    if (trials.size() < 2) return {};
    return winner(trials, &Trial::prefill_tokens_per_second, "prefill") + "\n" +
           winner(trials, &Trial::decode_tokens_per_second, "decode") + "\n";
}

int try_engines(const TrialRequest& request, const CommandContext& around) {
    Status status(around.console, request.model.quiet);
    std::vector<Trial> trials;
    int code = kOk;
    for (const auto& engine : request.engines) {
        auto trial = try_one(engine, request, around, status);
        if (trial) {
            around.console.out.write(
                fmt::format("{}: {}{}\n", trial->engine, kPrompt, printable(trial->answer)));
            trials.push_back(*std::move(trial));
            continue;
        }
        code = report_failure(trial.error(), around, status);
        if (around.interrupts.interrupted()) return code;
    }
    Table table({{"ENGINE"},
                 {"BACKEND"},
                 {"DEVICE"},
                 {"PREFILL tokens/s", Table::Align::right},
                 {"DECODE tokens/s", Table::Align::right}});
    for (const auto& trial : trials) {
        table.add({trial.engine, trial.backend, printable(trial.device),
                   fmt::format("{:.0f}", trial.prefill_tokens_per_second),
                   fmt::format("{:.1f}", trial.decode_tokens_per_second)});
    }
    if (!trials.empty()) around.console.out.write("\n" + table.text() + who_won(trials));
    return unless_lost(code, around.console.out, status);
}

}  // namespace rocinfer_cli
