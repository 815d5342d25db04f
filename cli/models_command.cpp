// SPDX-License-Identifier: EUPL-1.2
#include "byte_size.h"
#include "commands.h"
#include "model_json.h"
#include "table.h"

#include <inference/rocm/discovery.h>

#include <fmt/format.h>

#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>

namespace rocinfer_cli {

namespace {

using inference::ModelInfo;
using inference::rocm::Discovery;

struct ModelsArguments {
    std::string folder;
    bool recursive = false;
    bool json = false;
};

std::string shown_path(const std::string& path, const std::string& folder) {
    const auto relative = std::filesystem::path(path).lexically_relative(folder);
    if (folder.empty() || relative.empty() || *relative.begin() == "..") return path;
    return relative.string();
}

void print_table(const Discovery& found, const std::string& folder) {
    using Align = Table::Align;
    Table table({{"FILE"},
                 {"ARCHITECTURE"},
                 {"NAME"},
                 {"PARAMETERS", Align::right},
                 {"QUANTISATION"},
                 {"CONTEXT", Align::right},
                 {"SIZE", Align::right}});
    for (const ModelInfo& model : found.models)
        table.add({shown_path(model.path, folder), model.architecture, model.name,
                   short_count(model.parameters), model.quantisation,
                   model.trained_context > 0 ? fmt::format("{}", model.trained_context) : "–",
                   byte_size(model.file_bytes)});
    fmt::print("{}", table.text());
}

void print_json(const Discovery& found) {
    auto list = nlohmann::ordered_json::array();
    for (const ModelInfo& model : found.models)
        list.push_back(to_json(model));
    fmt::print("{}", to_text(list));
}

int list_models(const ModelsArguments& arguments) {
    const auto found =
        inference::rocm::discover_models(arguments.folder, {.recursive = arguments.recursive});
    if (!found) {
        fmt::print(stderr, "rocinfer: {}\n", printable(found.error().message));
        return kFailure;
    }
    if (arguments.json)
        print_json(*found);
    else if (!found->models.empty())
        print_table(*found, arguments.folder);
    for (const auto& file : found->unreadable)
        fmt::print(stderr, "rocinfer: {}\n", printable(file.error.message));
    if (found->models.empty() && found->unreadable.empty())
        fmt::print(stderr, "rocinfer: no .gguf file in {}\n", printable(arguments.folder));
    return found->models.empty() && !found->unreadable.empty() ? kFailure : kOk;
}

}  // namespace

void add_models_command(CLI::App& app, int& exit_code) {
    auto arguments = std::make_shared<ModelsArguments>();
    CLI::App* const command = app.add_subcommand("models", "List the models of a folder");
    command->add_option("folder", arguments->folder, "Where to look for .gguf files")->required();
    command->add_flag("-r,--recursive", arguments->recursive, "Look into its folders too");
    command->add_flag("--json", arguments->json, "Print a JSON array");
    command->callback([arguments, &exit_code] { exit_code = list_models(*arguments); });
}

}  // namespace rocinfer_cli
