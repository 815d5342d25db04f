// SPDX-License-Identifier: EUPL-1.2
#include "commands/bench.h"

#include "arguments/number_argument.h"
#include "bench/measure.h"
#include "commands/commands.h"
#include "exit_codes.h"
#include "input/text_file.h"
#include "model/metrics_json.h"
#include "model/model_arguments.h"
#include "report/bench_report.h"
#include "terminal/draw_style.h"
#include "terminal/lost_output.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>
#include <memory>
#include <string>
#include <vector>

namespace rocinfer_cli {
namespace {

using inference::ErrorCode;
using inference::fail;
using inference::Result;
using std::chrono::steady_clock;

// The engine rounds a slot's context, and keeps room for one more token.
constexpr std::int32_t kSpareContext = 16;

constexpr const char* kBenchFooter =
    "Load is from the call to a model that can answer. The first token, prefill and decode are "
    "those "
    "of one request alone; the streams' figure is all their tokens by the time until the last "
    "one.\n"
    "\n"
    "Examples:\n"
    "  rocinfer bench model.gguf\n"
    "  rocinfer bench model.gguf --json > before.json\n"
    "  rocinfer bench model.gguf --compare before.json -- --flash-attn on";

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
        fmt::format("{} tokens, {} with many streams", request.prompt_tokens, kShortBenchPrompt));
    add("generated", fmt::format("{} tokens", request.tokens));
    add("repeated",
        request.repeat == 1 ? "once" : fmt::format("{} times, the median counts", request.repeat));
}

Result<std::optional<BenchResult>> read_old(const BenchRequest& request) {
    if (!request.compare) return std::nullopt;
    auto text = read_text_file(*request.compare, kMostReportBytes);
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
            std::max(request.prompt_tokens, kShortBenchPrompt) + request.tokens + kSpareContext;
    return model;
}

}  // namespace

int bench(const BenchRequest& request, const CommandContext& around) {
    Status status(around.console, request.model.quiet);
    if (auto ok = check(request); !ok) return report_failure(ok.error(), around, status);
    auto old = read_old(request);
    if (!old) return report_failure(old.error(), around, status);

    const auto begun = steady_clock::now();
    auto model = open_model(sized(request), around, status);
    const std::chrono::duration<double, std::milli> load = steady_clock::now() - begun;
    if (!model) return report_failure(model.error(), around, status);
    auto measured = measure(request, **model, around, status);
    status.clear();
    if (!measured) return report_failure(measured.error(), around, status);
    BenchResult& result = *measured;
    result.load_ms = load.count();
    add_conditions(result, request, (*model)->info());
    if (result.restarts > 0) {
        status.warning(fmt::format(
            "the engine was lost and brought back while it was measured ({} request{}): the "
            "figures have that in them; measure again",
            result.restarts, result.restarts == 1 ? "" : "s"));
    }
    const std::string text = request.format == AnswerFormat::json
                                 ? json_line(to_json(result))
                                 : report(result, *old, draw_style(around.console, 80));
    around.console.out.write(text);
    close_model(**model, status);
    return unless_lost(kOk, around.console.out, status);
}

void add_bench_command(CLI::App& app, const CommandContext& around, int& exit_code) {
    auto request = std::make_shared<BenchRequest>();
    request->rocinfer_version = ROCINFER_VERSION;
    CLI::App* command = app.add_subcommand("bench", "Measure how fast a model runs here");
    command->footer(kBenchFooter);
    add_model_arguments(*command, request->model);
    command->get_option("--ctx")->description(
        "Tokens of context for each request; 0 = as many as are measured");
    command->get_option("--slots")->description(
        "Requests served at the same time; 0 = as many as --streams");
    add_number(*command, "--prompt-tokens", request->prompt_tokens, "Tokens of the long prompt",
               "N")
        ->check(CLI::Range(1, 16'777'216))
        ->capture_default_str();
    add_number(*command, "--tokens", request->tokens, "Tokens that each request generates", "N")
        ->check(CLI::Range(1, 16'777'216))
        ->capture_default_str();
    add_number(*command, "--streams", request->streams, "Most requests at a time: 1, 2, 4 ... N",
               "N")
        ->check(CLI::Range(1, 256))
        ->capture_default_str();
    add_number(*command, "--repeat", request->repeat, "Measure so often; the median counts", "N")
        ->check(CLI::Range(1, 1000))
        ->capture_default_str();
    command->add_option("--compare", request->compare, "Show an earlier --json output beside")
        ->type_name("OLD.json");
    add_json_argument(*command, request->format, "One JSON object");
    command->callback([request, &around, &exit_code] { exit_code = bench(*request, around); });
}

}  // namespace rocinfer_cli
