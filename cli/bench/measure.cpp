// SPDX-License-Identifier: EUPL-1.2
#include "bench/measure.h"

#include <inference/extensions.h>

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <optional>
#include <random>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace rocinfer_cli {
namespace {

using inference::ErrorCode;
using inference::fail;
using inference::Result;
using std::chrono::steady_clock;

double milliseconds(steady_clock::duration time) {
    return std::chrono::duration<double, std::milli>(time).count();
}

double median(std::vector<double> values) {
    if (values.empty()) return 0;
    std::ranges::sort(values);
    const std::size_t middle = values.size() / 2;
    return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

class Measurement {
public:
    Measurement(const BenchPlan& request, inference::TextModel& model, const CommandContext& around,
                Status& status)
        : request_(request), model_(model), around_(around), status_(status) {}

    Result<BenchResult> run() {
        BenchResult result;
        if (auto ok = find_vocabulary(); !ok) return std::unexpected(ok.error());
        // The first request pays for what later ones find ready.
        if (auto warm = one(kShortBenchPrompt, request_.tokens); !warm)
            return std::unexpected(warm.error());
        if (auto ok = measure_alone(result); !ok) return std::unexpected(ok.error());
        for (std::int32_t streams = 1;; streams = std::min(streams * 2, request_.streams)) {
            std::vector<double> rates;
            for (std::int32_t i = 0; i < request_.repeat; ++i) {
                progress(fmt::format("{} stream{}", streams, streams == 1 ? "" : "s"));
                auto rate = together(streams);
                if (!rate) return std::unexpected(rate.error());
                rates.push_back(*rate);
            }
            result.throughput.push_back({streams, median(rates)});
            if (streams < request_.streams) continue;
            result.restarts = restarts_;
            return result;
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
        restarts_ += stream.metrics().resumptions;
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
            prompts.push_back(prompt(kShortBenchPrompt));
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
                    restarts_ += stream.metrics().resumptions;
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

    const BenchPlan& request_;
    inference::TextModel& model_;
    const CommandContext& around_;
    Status& status_;
    std::int64_t vocabulary_ = 0;
    std::mt19937_64 random_{1};
    std::uint64_t done_ = 0;
    std::atomic<std::int32_t> restarts_ = 0;
};

}  // namespace

Result<BenchResult> measure(const BenchPlan& plan, inference::TextModel& model,
                            const CommandContext& around, Status& status) {
    return Measurement(plan, model, around, status).run();
}

}  // namespace rocinfer_cli
