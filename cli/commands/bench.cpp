// SPDX-License-Identifier: EUPL-1.2
#include "commands/bench.h"

#include "commands/bench_result.h"
#include "exit_codes.h"
#include "model/metrics_json.h"
#include "model/prompt_input.h"
#include "terminal/standard_output.h"

#include <inference/extensions.h>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>
#include <random>
#include <string>
#include <thread>
#include <vector>

namespace rocinfer_cli {
namespace {

using inference::ErrorCode;
using inference::fail;
using inference::Result;
using std::chrono::steady_clock;

// A prompt that is over at once: what is measured with many streams is the decoding.
constexpr std::int32_t kShortPrompt = 16;
// The engine rounds a slot's context, and keeps room for one more token.
constexpr std::int32_t kSpareContext = 16;

double milliseconds(steady_clock::duration time) {
    return std::chrono::duration<double, std::milli>(time).count();
}

double median(std::vector<double> values) {
    if (values.empty()) return 0;
    std::ranges::sort(values);
    const std::size_t middle = values.size() / 2;
    return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

Result<void> check(const BenchRequest& request) {
    const auto in_range = [](const char* name, std::int32_t value, std::int32_t most) {
        if (value >= 1 && value <= most) return Result<void>{};
        return Result<void>(fail(ErrorCode::invalid_argument,
                                 fmt::format("{} must be 1 to {}, not {}", name, most, value)));
    };
    if (auto ok = in_range("--prompt-tokens", request.prompt_tokens, 1 << 20); !ok) return ok;
    if (auto ok = in_range("--tokens", request.tokens, 1 << 20); !ok) return ok;
    if (auto ok = in_range("--streams", request.streams, 256); !ok) return ok;
    return in_range("--repeat", request.repeat, 1000);
}

class Bench {
public:
    Bench(const BenchRequest& request, inference::TextModel& model, const CommandContext& around,
          Status& status)
        : request_(request), model_(model), around_(around), status_(status) {}

    Result<void> measure(BenchResult& result) {
        if (auto ok = find_vocabulary(); !ok) return ok;
        // The first request pays for what later ones find ready.
        if (auto warm = one(kShortPrompt, request_.tokens); !warm)
            return std::unexpected(warm.error());
        if (auto ok = measure_alone(result); !ok) return ok;
        for (std::int32_t streams = 1;; streams = std::min(streams * 2, request_.streams)) {
            std::vector<double> rates;
            for (std::int32_t i = 0; i < request_.repeat; ++i) {
                progress(fmt::format("{} stream{}", streams, streams == 1 ? "" : "s"));
                auto rate = together(streams);
                if (!rate) return std::unexpected(rate.error());
                rates.push_back(*rate);
            }
            result.throughput.push_back({streams, median(rates)});
            if (streams == request_.streams) return {};
        }
    }

    int steps() const {
        int counts = 1;
        for (std::int32_t streams = 1; streams < request_.streams; streams *= 2)
            ++counts;
        return request_.repeat * (1 + counts);
    }

private:
    // Prompts are ids at random: no two share a beginning that the cache could answer from.
    Result<void> find_vocabulary() {
        vocabulary_ = model_.info().vocab_size;
        if (vocabulary_ > 1) return {};
        auto* tokeniser = model_.extension<inference::Tokeniser>();
        if (tokeniser != nullptr) {
            const auto ids = tokeniser->tokenize("The quick brown fox jumps over the lazy dog");
            if (ids && !ids->empty()) vocabulary_ = std::ranges::max(*ids) + 1;
        }
        if (vocabulary_ > 1) return {};
        return fail(ErrorCode::unsupported, "bench: the size of the vocabulary is not known");
    }

    inference::Prompt prompt(std::int32_t tokens) {
        // The lowest ids are control tokens and single bytes in most vocabularies.
        const std::int64_t lowest = std::min<std::int64_t>(300, vocabulary_ / 2);
        std::uniform_int_distribution<std::int64_t> any(lowest, vocabulary_ - 1);
        std::vector<inference::TokenId> ids;
        ids.reserve(static_cast<std::size_t>(std::max(tokens, 0)));
        for (std::int32_t i = 0; i < tokens; ++i)
            ids.push_back(static_cast<inference::TokenId>(any(random_)));
        return ids;
    }

    inference::GenerateOptions options(std::int32_t tokens) const {
        inference::GenerateOptions options;
        options.max_tokens = tokens;
        options.ignore_end_of_sequence = true;
        options.cancel = around_.interrupts.token();
        return options;
    }

    Result<inference::GenerateMetrics> one(std::int32_t prompt_tokens, std::int32_t tokens) {
        auto stream = model_.generate(prompt(prompt_tokens), options(tokens));
        while (stream.next()) {
        }
        if (auto error = stream.error()) return std::unexpected(*std::move(error));
        return stream.metrics();
    }

    Result<void> measure_alone(BenchResult& result) {
        std::vector<double> first;
        std::vector<double> prefill;
        std::vector<double> decode;
        for (std::int32_t i = 0; i < request_.repeat; ++i) {
            progress("one request");
            auto metrics = one(request_.prompt_tokens, request_.tokens);
            if (!metrics) return std::unexpected(metrics.error());
            first.push_back(milliseconds(metrics->time_to_first_token));
            prefill.push_back(metrics->prefill_tokens_per_second);
            decode.push_back(metrics->decode_tokens_per_second);
            result.peak_memory_bytes =
                std::max(result.peak_memory_bytes, metrics->peak_memory_bytes);
        }
        result.first_token_ms = median(first);
        result.prefill_tokens_per_second = median(prefill);
        result.decode_tokens_per_second = median(decode);
        return {};
    }

    // Tokens of all streams together by the time from the first request to the last token.
    Result<double> together(std::int32_t streams) {
        std::vector<inference::Prompt> prompts;
        prompts.reserve(static_cast<std::size_t>(std::max(streams, 0)));
        for (std::int32_t i = 0; i < streams; ++i)
            prompts.push_back(prompt(kShortPrompt));
        std::vector<std::int64_t> tokens(prompts.size());
        std::vector<std::optional<inference::Error>> errors(prompts.size());
        const auto begun = steady_clock::now();
        {
            std::vector<std::jthread> readers;
            readers.reserve(prompts.size());
            for (std::size_t i = 0; i < prompts.size(); ++i) {
                readers.emplace_back([&, i] {
                    auto stream = model_.generate(std::move(prompts[i]), options(request_.tokens));
                    while (stream.next())
                        ++tokens[i];
                    errors[i] = stream.error();
                });
            }
        }
        const double seconds = milliseconds(steady_clock::now() - begun) / 1000;
        std::int64_t all = 0;
        for (std::size_t i = 0; i < tokens.size(); ++i) {
            if (errors[i]) return std::unexpected(*errors[i]);
            all += tokens[i];
        }
        return static_cast<double>(all) / seconds;
    }

    void progress(const std::string& what) {
        status_.progress({.label = "measuring",
                          .done = done_++,
                          .total = static_cast<std::uint64_t>(steps()),
                          .figures = what});
    }

    const BenchRequest& request_;
    inference::TextModel& model_;
    const CommandContext& around_;
    Status& status_;
    std::int64_t vocabulary_ = 0;
    std::mt19937_64 random_{1};
    std::uint64_t done_ = 0;
};

std::string joined(const std::vector<std::string>& words) {
    return words.empty() ? "none" : fmt::format("{}", fmt::join(words, " "));
}

std::string layers_text(std::int64_t loaded, std::int32_t asked_for) {
    if (loaded >= 0) return std::to_string(loaded);
    return (asked_for < 0 ? std::string("all") : std::to_string(asked_for)) + " asked for";
}

void add_conditions(BenchResult& result, const BenchRequest& request,
                    const inference::ModelInfo& info) {
    const auto add = [&](const char* name, std::string value) {
        result.conditions.emplace_back(name, std::move(value));
    };
    const std::string path = info.path.substr(info.path.find_last_of('/') + 1);
    add("rocinfer", request.rocinfer_version);
    add("engine", info.engine);
    add("backend", info.backend);
    add("device", info.device.empty() ? "not known" : info.device);
    add("model", fmt::format("{} ({} {}, {} bytes)", path, info.architecture, info.quantisation,
                             info.file_bytes));
    add("layers on the GPU", layers_text(info.gpu_layers, request.model.load.gpu_layers));
    add("context",
        fmt::format("{} tokens in each of {} slots", info.context_length, info.parallel_slots));
    add("engine arguments", joined(request.model.load.extra_arguments));
    add("prompt",
        fmt::format("{} tokens, {} with many streams", request.prompt_tokens, kShortPrompt));
    add("generated", fmt::format("{} tokens", request.tokens));
    add("repeated",
        request.repeat == 1 ? "once" : fmt::format("{} times, the median counts", request.repeat));
}

Result<std::optional<BenchResult>> read_old(const BenchRequest& request) {
    if (!request.compare) return std::nullopt;
    auto text = text_or_file("@" + *request.compare);
    if (!text) return std::unexpected(text.error());
    auto old = read_bench_result(*text);
    if (!old)
        return fail(ErrorCode::invalid_argument, *request.compare + ": " + old.error().message);
    return *std::move(old);
}

ModelRequest sized(const BenchRequest& request) {
    ModelRequest model = request.model;
    auto& load = model.load;
    if (load.parallel_slots == 0) load.parallel_slots = request.streams;
    if (load.context_length == 0)
        load.context_length =
            std::max(request.prompt_tokens, kShortPrompt) + request.tokens + kSpareContext;
    return model;
}

}  // namespace

int bench(const BenchRequest& request, const CommandContext& around) {
    Status status(around.console, request.model.quiet);
    if (auto ok = check(request); !ok) return report_failure(ok.error(), around, status);
    auto old = read_old(request);
    if (!old) return report_failure(old.error(), around, status);

    BenchResult result;
    const auto begun = steady_clock::now();
    auto model = open_model(sized(request), around, status);
    result.load_ms = milliseconds(steady_clock::now() - begun);
    if (!model) return report_failure(model.error(), around, status);
    add_conditions(result, request, (*model)->info());
    auto measured = Bench(request, **model, around, status).measure(result);
    status.clear();
    if (!measured) return report_failure(measured.error(), around, status);
    const std::string text =
        request.format == AnswerFormat::json
            ? json_line(to_json(result))
            : report(result, *old, around.console.width(), around.console.unicode);
    around.console.out.write(text);
    if (auto closed = (*model)->close(); !closed) status.warning(closed.error().message);
    return unless_lost(kOk, around.console.out, status);
}

}  // namespace rocinfer_cli
