// SPDX-License-Identifier: EUPL-1.2
#include "arguments/byte_size.h"
#include "arguments/number_argument.h"
#include "arguments/option_names.h"
#include "commands/commands.h"
#include "commands/fit_report.h"
#include "commands/model_json.h"
#include "commands/vram_budget.h"
#include "exit_codes.h"
#include "terminal/standard_output.h"
#include "terminal/table.h"

#include <inference/discovery.h>
#include <inference/fit.h>

#include <fmt/format.h>

#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace rocinfer_cli {

namespace {

using inference::FitPlan;
using inference::FitRequest;

struct FitArguments {
    std::string path;
    std::string vram;
    std::string margin;
    std::string kv_type;
    bool no_flash_attention = false;
    bool json = false;
    FitRequest request;
};

constexpr const char* kFitFooter =
    "Examples:\n"
    "  rocinfer fit model.gguf --ctx 8192 --slots 4\n"
    "  rocinfer fit ~/models --vram 16GiB";

struct Planned {
    std::string path;
    FitPlan plan;
};

void print_fit_error(const std::string& message) {
    fmt::print(stderr, "rocinfer: {}\n", printable(in_command_words(message)));
}

/// Fills the request; false after a complaint about an option.
bool complete(FitArguments& arguments) {
    const auto budget = vram_budget(arguments.vram);
    if (!budget) {
        print_fit_error(budget.error().message);
        return false;
    }
    arguments.request.vram_bytes = budget->bytes;
    if (budget->bytes == 0)
        print_fit_error(fmt::format("{}: give a budget with --vram SIZE", budget->source));
    if (!arguments.margin.empty()) {
        const auto margin = parse_byte_size(arguments.margin);
        if (!margin) {
            print_fit_error(
                fmt::format("--margin: '{}' is no size such as 1GiB", arguments.margin));
            return false;
        }
        arguments.request.margin_bytes = *margin;
    }
    if (!arguments.kv_type.empty())
        arguments.request.kv_type_k = arguments.request.kv_type_v = arguments.kv_type;
    arguments.request.flash_attention = !arguments.no_flash_attention;
    return true;
}

int fit_file(const FitArguments& arguments) {
    const auto plan = inference::plan_fit(arguments.path, arguments.request);
    if (!plan) {
        print_fit_error(plan.error().message);
        return plan.error().code == inference::ErrorCode::invalid_argument ? kUsage : kFailure;
    }
    if (arguments.json)
        standard_output().write(to_text(to_json(arguments.path, *plan)));
    else
        standard_output().write(fit_report(arguments.path, *plan));
    return kOk;
}

void print_table(const std::vector<Planned>& all, const std::string& folder) {
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
    standard_output().write(table.text());
}

int fit_folder(const FitArguments& arguments) {
    const auto found = inference::discover_models(arguments.path);
    if (!found) {
        print_fit_error(found.error().message);
        return kFailure;
    }
    std::vector<Planned> all;
    for (const auto& model : found->models) {
        auto plan = inference::plan_fit(model.path, arguments.request);
        if (plan) {
            all.push_back({model.path, std::move(*plan)});
            continue;
        }
        print_fit_error(plan.error().message);
        if (plan.error().code == inference::ErrorCode::invalid_argument) return kUsage;
    }
    for (const auto& file : found->unreadable)
        print_fit_error(file.error.message);
    if (found->models.empty() && found->unreadable.empty())
        print_fit_error("no .gguf file in " + arguments.path);
    if (arguments.json) {
        auto list = nlohmann::ordered_json::array();
        for (const auto& [path, plan] : all)
            list.push_back(to_json(path, plan));
        standard_output().write(to_text(list));
    } else if (!all.empty()) {
        print_table(all, arguments.path);
    }
    return kOk;
}

int fit(FitArguments& arguments) {
    if (!complete(arguments)) return kUsage;
    std::error_code ignored;
    return std::filesystem::is_directory(arguments.path, ignored) ? fit_folder(arguments)
                                                                  : fit_file(arguments);
}

}  // namespace

void add_fit_command(CLI::App& app, int& exit_code) {
    auto arguments = std::make_shared<FitArguments>();
    FitRequest& request = arguments->request;
    CLI::App* const command =
        app.add_subcommand("fit", "Say whether a model fits the GPU, and with how much context");
    command->footer(kFitFooter);
    command->add_option("path", arguments->path, "A .gguf file, or a folder of them")->required();
    add_number(*command, "--ctx", request.context_length,
               "Tokens for each slot; 0 = the model's own, at most 4096", "N")
        ->capture_default_str();
    add_number(*command, "--slots", request.slots, "Requests at the same time", "N")
        ->capture_default_str();
    command->add_option("--kv-type", arguments->kv_type,
                        "Type of the KV cache: f32, f16, bf16, q8_0, q5_1, q5_0, q4_1, q4_0, "
                        "iq4_nl");
    add_number(*command, "--gpu-layers", request.gpu_layers, "Layers on the GPU; -1 = all", "N")
        ->capture_default_str();
    add_number(*command, "--ubatch", request.micro_batch, "Tokens computed at once", "N")
        ->capture_default_str();
    command->add_flag("--no-flash-attention", arguments->no_flash_attention,
                      "Plan without flash attention");
    command->add_option("--vram", arguments->vram,
                        "The budget, e.g. 16GiB; else the free memory of this machine's GPU");
    command->add_option("--margin", arguments->margin, "What to keep free of it, e.g. 1GiB");
    command->add_flag("--json", arguments->json, "Print JSON: an object, or an array for a folder");
    command->callback([arguments, &exit_code] { exit_code = fit(*arguments); });
}

}  // namespace rocinfer_cli
