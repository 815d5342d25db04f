// SPDX-License-Identifier: EUPL-1.2
#include "arguments/byte_size.h"
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
#include <optional>
#include <string>
#include <vector>

namespace rocinfer_cli {

namespace {

using inference::Discovery;
using inference::FitPlan;
using inference::ModelInfo;

struct ModelsArguments {
    std::string folder;
    std::string vram;
    bool recursive = false;
    bool no_cache = false;
    bool json = false;
};

constexpr const char* kModelsFooter =
    "Examples:\n"
    "  rocinfer models\n"
    "  rocinfer models ~/models --recursive --vram 16GiB";

/// One for each model; empty where the budget is not known or the model can't be planned.
using Plans = std::vector<std::optional<FitPlan>>;

void print_models_error(const std::string& message) {
    fmt::print(stderr, "rocinfer: {}\n", printable(message));
}

std::string shown_path(const std::string& path, const std::string& folder) {
    if (folder.empty()) return path;
    const auto relative = std::filesystem::path(path).lexically_relative(folder);
    if (relative.empty() || *relative.begin() == "..") return path;
    return relative.string();
}

Plans plan_all(const Discovery& found, std::uint64_t vram_bytes) {
    Plans plans(found.models.size());
    if (vram_bytes == 0) return plans;
    inference::FitRequest request;
    request.vram_bytes = vram_bytes;
    for (std::size_t i = 0; i < plans.size(); ++i)
        if (auto plan = inference::plan_fit(found.models[i].path, request))
            plans[i] = std::move(*plan);
    return plans;
}

void print_table(const Discovery& found, const Plans& plans, const std::string& folder,
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
    standard_output().write(table.text());
}

void print_json(const Discovery& found, const Plans& plans) {
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
    standard_output().write(to_text(list));
}

/// Of the folder, or of all known stores where none is named.
inference::Result<Discovery> find_models(const ModelsArguments& arguments) {
    inference::DiscoveryOptions options;
    options.recursive = arguments.recursive;
    if (!arguments.no_cache) options.cache_file = inference::default_discovery_cache();
    if (!arguments.folder.empty()) return inference::discover_models(arguments.folder, options);
    const auto stores = inference::known_stores();
    if (stores.empty())
        return inference::fail(inference::ErrorCode::not_found,
                               "no folder was named, ROCM_MODEL_DIR is not set, and neither "
                               "Hugging Face, LM Studio, llama.cpp nor Ollama keeps models here");
    return inference::discover_models(stores, options);
}

int list_models(const ModelsArguments& arguments) {
    const auto budget = vram_budget(arguments.vram);
    if (!budget) {
        print_models_error(budget.error().message);
        return kUsage;
    }
    const auto found = find_models(arguments);
    if (!found) {
        print_models_error(found.error().message);
        return kFailure;
    }
    const Plans plans = plan_all(*found, budget->bytes);
    if (arguments.json)
        print_json(*found, plans);
    else if (!found->models.empty())
        print_table(*found, plans, arguments.folder, budget->bytes > 0);
    for (const auto& file : found->unreadable)
        print_models_error(file.error.message);
    if (found->models.empty() && found->unreadable.empty())
        print_models_error(arguments.folder.empty() ? "no .gguf file in any known store"
                                                    : "no .gguf file in " + arguments.folder);
    return found->models.empty() && !found->unreadable.empty() ? kFailure : kOk;
}

}  // namespace

void add_models_command(CLI::App& app, int& exit_code) {
    auto arguments = std::make_shared<ModelsArguments>();
    CLI::App* const command = app.add_subcommand("models", "List the models of a folder");
    command->footer(kModelsFooter);
    command->add_option("folder", arguments->folder,
                        "Where to look for .gguf files; else wherever models are known to be kept");
    command->add_flag("-r,--recursive", arguments->recursive, "Look into its folders too");
    command->add_option("--vram", arguments->vram,
                        "GPU memory to judge by, e.g. 16GiB; else what is free on this machine's");
    command->add_flag("--no-cache", arguments->no_cache, "Read every file again");
    command->add_flag("--json", arguments->json, "Print a JSON array");
    command->callback([arguments, &exit_code] { exit_code = list_models(*arguments); });
}

}  // namespace rocinfer_cli
