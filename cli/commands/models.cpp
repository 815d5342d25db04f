// SPDX-License-Identifier: EUPL-1.2
#include "commands/models.h"

#include "arguments/byte_size.h"
#include "commands/commands.h"
#include "exit_codes.h"
#include "model/vram_budget.h"
#include "report/fit_report.h"
#include "report/model_json.h"
#include "terminal/lost_output.h"
#include "terminal/status.h"
#include "terminal/table.h"

#include <inference/discovery.h>
#include <inference/fit.h>
#include <inference/gguf.h>

#include <fmt/format.h>

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace rocinfer_cli {
namespace {

using inference::Discovery;
using inference::FitPlan;
using inference::ModelInfo;

constexpr const char* kModelsFooter =
    "Examples:\n"
    "  rocinfer models\n"
    "  rocinfer models ~/models --recursive --vram 16GiB";

/// One for each model; empty where the budget is not known or the model can't be planned.
using Plans = std::vector<std::optional<FitPlan>>;

std::string shown_path(const std::string& path, const std::string& folder) {
    if (folder.empty()) return path;
    const auto relative = std::filesystem::path(path).lexically_relative(folder);
    if (relative.empty() || *relative.begin() == "..") return path;
    return relative.string();
}

Plans plan_all(const Discovery& found, const inference::FitRequest& request) {
    Plans plans(found.models.size());
    if (request.vram_bytes == 0) return plans;
    for (std::size_t i = 0; i < plans.size(); ++i)
        if (auto plan = inference::plan_fit(found.models[i].path, request))
            plans[i] = std::move(*plan);
    return plans;
}

std::string models_table(const Discovery& found, const Plans& plans, const std::string& folder,
                         bool with_plans) {
    using Align = Table::Align;
    std::vector<Table::Column> columns{{"FILE"},
                                       {"ARCHITECTURE"},
                                       {"NAME"},
                                       {"PARAMETERS", Align::right},
                                       {"QUANTISATION"},
                                       {"CONTEXT", Align::right},
                                       {"SIZE", Align::right}};
    if (with_plans) {
        columns.push_back({"FITS"});
        columns.push_back({"LARGEST CONTEXT", Align::right});
    }
    Table table(columns);
    for (std::size_t i = 0; i < found.models.size(); ++i) {
        const ModelInfo& model = found.models[i];
        std::vector<std::string> row{
            shown_path(model.path, folder),
            model.architecture,
            model.name,
            short_count(model.parameters),
            model.quantisation,
            model.trained_context > 0 ? fmt::format("{}", model.trained_context) : "–",
            byte_size(model.file_bytes)};
        if (plans[i]) {
            row.push_back(short_verdict(*plans[i]));
            row.push_back(plans[i]->max_context > 0 ? fmt::format("{}", plans[i]->max_context)
                                                    : "–");
        }
        table.add(std::move(row));
    }
    return table.text();
}

/// Sound files that are no language models, as what they are.
std::string others_table(const Discovery& found, const std::string& folder) {
    Table table({{"NO LANGUAGE MODEL"}, {"WHAT IT IS"}, {"SIZE", Table::Align::right}});
    for (const ModelInfo& file : found.others)
        table.add({shown_path(file.path, folder), std::string(inference::describe(file.kind)),
                   byte_size(file.file_bytes)});
    return table.text();
}

std::string models_json(const Discovery& found, const Plans& plans) {
    auto list = nlohmann::ordered_json::array();
    for (std::size_t i = 0; i < found.models.size(); ++i) {
        auto json = to_json(found.models[i]);
        json["fits"] = nullptr;
        json["max_context"] = nullptr;
        if (plans[i]) {
            json["fits"] = plans[i]->fits;
            json["max_context"] = plans[i]->max_context;
        }
        list.push_back(std::move(json));
    }
    for (const ModelInfo& file : found.others) {
        auto json = to_json(file);
        json["fits"] = nullptr;
        json["max_context"] = nullptr;
        list.push_back(std::move(json));
    }
    return to_text(list);
}

/// Of the folder, or of all known stores where none is named.
inference::Result<Discovery> find_models(const ModelsRequest& arguments) {
    inference::DiscoveryOptions options;
    options.recursive = arguments.recursive;
    if (!arguments.no_cache) options.cache_file = inference::default_discovery_cache();
    if (!arguments.folder.empty()) return inference::discover_models(arguments.folder, options);
    return inference::discover_models(inference::known_stores(), options);
}

std::string nothing_found(const ModelsRequest& arguments, const CommandContext& around) {
    std::string text = arguments.folder.empty()
                           ? "no model in ROCM_MODEL_DIR nor in the folders of Hugging Face, LM "
                             "Studio, llama.cpp and Ollama"
                           : "no .gguf file in " + arguments.folder;
    if (!arguments.folder.empty() && !arguments.recursive) text += "; --recursive looks deeper";
    text +=
        "\n    any .gguf file runs: rocinfer run FILE (https://huggingface.co/models?library=gguf "
        "has them)";
    if (find_bundled_model(around.bundled))
        text +=
            "\n    without a file the bundled model runs: rocinfer run -p 'The capital of "
            "France is'";
    return text;
}

}  // namespace

int models(const ModelsRequest& arguments, const CommandContext& around) {
    Status status(around.console, false);
    const auto budget = vram_budget(arguments.vram);
    if (!budget) return report_failure(budget.error(), around, status);
    const auto found = find_models(arguments);
    if (!found) return report_failure(found.error(), around, status);
    auto request = fit_request(arguments.plan);
    request.vram_bytes = budget->bytes;
    const Plans plans = plan_all(*found, request);
    Output& out = around.console.out;
    if (arguments.json) {
        out.write(models_json(*found, plans));
    } else {
        if (!found->models.empty())
            out.write(models_table(*found, plans, arguments.folder, budget->bytes > 0));
        if (!found->others.empty())
            out.write((found->models.empty() ? "" : "\n") + others_table(*found, arguments.folder));
    }
    for (const auto& file : found->unreadable)
        status.error(file.error.message);
    if (found->models.empty() && found->others.empty() && found->unreadable.empty())
        status.note(nothing_found(arguments, around));
    const bool only_unreadable = found->models.empty() && !found->unreadable.empty();
    return unless_lost(only_unreadable ? kFailure : kOk, around.console.out, status);
}

void add_models_command(CLI::App& app, const CommandContext& around, int& exit_code) {
    auto arguments = std::make_shared<ModelsRequest>();
    CLI::App* const command = app.add_subcommand("models", "List the models of a folder");
    command->footer(kModelsFooter);
    command->add_option("folder", arguments->folder,
                        "Where to look for .gguf files; else wherever models are known to be kept");
    command->add_flag("-r,--recursive", arguments->recursive, "Look into its folders too");
    command
        ->add_option("--vram", arguments->vram,
                     "GPU memory to judge by, e.g. 16GiB; else what is free on this machine's")
        ->type_name("SIZE");
    add_plan_arguments(*command, arguments->plan);
    command->add_flag("--no-cache", arguments->no_cache, "Read every file again");
    command->add_flag("--json", arguments->json, "Print a JSON array");
    command->callback([arguments, &around, &exit_code] { exit_code = models(*arguments, around); });
}

}  // namespace rocinfer_cli
