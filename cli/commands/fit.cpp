// SPDX-License-Identifier: EUPL-1.2
#include "commands/fit.h"

#include "arguments/byte_size.h"
#include "arguments/option_names.h"
#include "commands/commands.h"
#include "exit_codes.h"
#include "model/vram_budget.h"
#include "report/fit_report.h"
#include "report/model_json.h"
#include "terminal/draw_style.h"
#include "terminal/lost_output.h"
#include "terminal/status.h"
#include "terminal/table.h"

#include <inference/discovery.h>
#include <inference/fit.h>
#include <inference/gguf.h>

#include <fmt/format.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace rocinfer_cli {
namespace {

using inference::FitPlan;
using inference::FitRequest;
using inference::Result;

constexpr const char* kFitFooter =
    "Exit 1 where it does not fit entirely.\n"
    "\n"
    "Examples:\n"
    "  rocinfer fit model.gguf --ctx 8192 --slots 4\n"
    "  rocinfer fit ~/models --vram 16GiB";

struct Planned {
    std::string path;
    FitPlan plan;
};

/// Fills the request from what was typed.
Result<void> complete(FitCommandRequest& arguments, Status& status) {
    arguments.request = fit_request(arguments.plan);
    const auto budget = vram_budget(arguments.vram);
    if (!budget) return std::unexpected(budget.error());
    arguments.request.vram_bytes = budget->bytes;
    if (budget->bytes == 0)
        status.note(fmt::format("{}: give a budget with --vram SIZE", budget->source));
    if (!arguments.margin.empty()) {
        const auto margin = memory_size("--margin", arguments.margin);
        if (!margin) return std::unexpected(margin.error());
        arguments.request.margin_bytes = *margin;
    }
    return {};
}

/// As a load does, refuses a context that the model was not made for.
Result<FitPlan> plan(const std::string& path, const FitRequest& request) {
    const auto model = inference::read_gguf(path, inference::GgufDepth::full);
    if (!model) return std::unexpected(model.error());
    const std::int64_t made_for = model->info.trained_context;
    if (made_for > 0 && request.context_length > made_for) {
        return inference::refuse("fit", "context_length",
                                 fmt::format("is {}, but {} was made for {} tokens; ask for less",
                                             request.context_length, path, made_for));
    }
    return inference::plan_fit(*model, request);
}

/// Whether all of it fits, be it without the margin, as far as that is known.
bool fits(const FitPlan& plan) {
    using enum inference::FitVerdict;
    return plan.verdict == unknown || plan.verdict == inference::FitVerdict::fits ||
           (plan.verdict == tight && plan.free_bytes >= 0);
}

int fit_file(const FitCommandRequest& arguments, const CommandContext& around, Status& status) {
    const auto planned = plan(arguments.path, arguments.request);
    if (!planned) return report_failure(planned.error(), around, status);
    around.console.out.write(
        arguments.json ? to_text(to_json(arguments.path, *planned))
                       : fit_report(arguments.path, *planned, draw_style(around.console, 80)));
    return fits(*planned) ? kOk : kFailure;
}

std::string fit_table(const std::vector<Planned>& all, const std::string& folder) {
    using Align = Table::Align;
    Table table({{"FILE"},
                 {"WEIGHTS", Align::right},
                 {"KV CACHE", Align::right},
                 {"COMPUTE", Align::right},
                 {"IN ALL", Align::right},
                 {"FITS"},
                 {"LARGEST CONTEXT", Align::right},
                 {""}});
    for (const auto& [path, plan] : all)
        table.add({std::filesystem::path(path).lexically_relative(folder).string(),
                   byte_size(plan.weights_bytes), byte_size(plan.kv_bytes),
                   byte_size(plan.compute_bytes), byte_size(plan.total_bytes), short_verdict(plan),
                   plan.max_context > 0 ? fmt::format("{}", plan.max_context) : "–",
                   plan.approximate ? "approximate" : ""});
    return table.text();
}

int fit_folder(const FitCommandRequest& arguments, const CommandContext& around, Status& status) {
    const auto found = inference::discover_models(arguments.path);
    if (!found) return report_failure(found.error(), around, status);
    std::vector<Planned> all;
    for (const auto& model : found->models) {
        auto planned = plan(model.path, arguments.request);
        if (planned) {
            all.push_back({model.path, std::move(*planned)});
        } else if (planned.error().option.empty() &&
                   planned.error().code == inference::ErrorCode::invalid_argument) {
            // What is wrong with the question is so for every model.
            return report_failure(planned.error(), around, status);
        } else {
            status.error(in_command_words(planned.error()));
        }
    }
    for (const auto& file : found->unreadable)
        status.error(file.error.message);
    for (const auto& file : found->others)
        status.error(inference::require_language_model(file).error().message);
    if (found->models.empty() && found->others.empty() && found->unreadable.empty())
        status.note("no .gguf file in " + arguments.path);
    if (arguments.json) {
        auto list = nlohmann::ordered_json::array();
        for (const auto& [path, plan] : all)
            list.push_back(to_json(path, plan));
        around.console.out.write(to_text(list));
    } else if (!all.empty()) {
        around.console.out.write(fit_table(all, arguments.path));
    }
    return kOk;
}

}  // namespace

int fit(FitCommandRequest arguments, const CommandContext& around) {
    Status status(around.console, false);
    if (auto ok = complete(arguments, status); !ok)
        return report_failure(ok.error(), around, status);
    std::error_code ignored;
    const int code = std::filesystem::is_directory(arguments.path, ignored)
                         ? fit_folder(arguments, around, status)
                         : fit_file(arguments, around, status);
    return unless_lost(code, around.console.out, status);
}

void add_fit_command(CLI::App& app, const CommandContext& around, int& exit_code) {
    auto arguments = std::make_shared<FitCommandRequest>();
    CLI::App* const command =
        app.add_subcommand("fit", "Say whether a model fits the GPU, and with how much context");
    command->footer(kFitFooter);
    command->add_option("path", arguments->path, "A .gguf file, or a folder of them")->required();
    add_plan_arguments(*command, arguments->plan);
    command->add_option("--vram", arguments->vram,
                        "The budget, e.g. 16GiB; else the free memory of this machine's GPU");
    command->add_option("--margin", arguments->margin, "What to keep free of it, e.g. 1GiB");
    command->add_flag("--json", arguments->json, "Print JSON: an object, or an array for a folder");
    command->callback([arguments, &around, &exit_code] { exit_code = fit(*arguments, around); });
}

}  // namespace rocinfer_cli
