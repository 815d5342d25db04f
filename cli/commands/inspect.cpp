// SPDX-License-Identifier: EUPL-1.2
#include "commands/inspect.h"

#include "arguments/byte_size.h"
#include "commands/commands.h"
#include "report/model_json.h"
#include "terminal/lost_output.h"
#include "terminal/status.h"
#include "terminal/table.h"

#include <inference/fit.h>
#include <inference/gguf.h>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <map>
#include <memory>
#include <string>

namespace rocinfer_cli {
namespace {

using inference::GgufKey;
using inference::GgufModel;

constexpr const char* kInspectFooter =
    "Examples:\n"
    "  rocinfer inspect model.gguf --keys\n"
    "  rocinfer inspect model.gguf --json | jq .architecture";

constexpr std::size_t kLongestShownText = 80;

struct ValueToText {
    std::string operator()(std::monostate) const { return ""; }
    std::string operator()(const std::string& text) const {
        if (text.size() <= kLongestShownText) return text;
        return fmt::format("({} bytes)", text.size());
    }
    template <class T>
    std::string operator()(const std::vector<T>& values) const {
        constexpr std::size_t kMost = 8;
        const std::size_t shown = values.size() < kMost ? values.size() : kMost;
        return fmt::format(
            "[{}{}]",
            fmt::join(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(shown), ", "),
            values.size() > kMost ? ", …" : "");
    }
    template <class T>
    std::string operator()(const T& value) const {
        return fmt::format("{}", value);
    }
};

std::string type_name(std::uint32_t type) {
    const auto known = inference::gguf_tensor_type(type);
    return known ? std::string(known->name) : fmt::format("unknown {}", type);
}

std::string count_or_dash(std::int64_t value) {
    return value > 0 ? fmt::format("{}", value) : "–";
}

std::string memory_line(const inference::FitPlan& plan) {
    return fmt::format("{}{} with {} slot{} of {} tokens and everything on the GPU",
                       plan.approximate ? "about " : "", byte_size(plan.total_bytes), plan.slots,
                       plan.slots == 1 ? "" : "s", plan.context_length);
}

std::string summary(const GgufModel& model, const inference::Result<inference::FitPlan>& plan) {
    const auto& info = model.info;
    Table table({{""}, {""}});
    const auto line = [&](const char* title, std::string value) {
        if (!value.empty()) table.add({title, std::move(value)});
    };
    line("file", info.path);
    if (model.parts.size() > 1) line("parts", fmt::format("{}", model.parts.size()));
    line("size", byte_size(info.file_bytes));
    line("format", fmt::format("GGUF {}", model.version));
    if (info.kind != inference::ModelKind::language_model)
        line("kind", std::string(inference::describe(info.kind)));
    line("architecture", info.architecture);
    line("name", info.name);
    line("licence", info.licence);
    line("parameters", short_count(info.parameters));
    line("quantisation", info.quantisation);
    if (info.quant_bits > 0)
        line("bits", info.quant_group > 0
                         ? fmt::format("{} in groups of {}", info.quant_bits, info.quant_group)
                         : fmt::format("{}", info.quant_bits));
    line("context", count_or_dash(info.trained_context));
    line("vocabulary", count_or_dash(info.vocab_size));
    line("layers", count_or_dash(info.num_layers));
    line("hidden size", count_or_dash(info.hidden_size));
    line("heads", count_or_dash(info.num_heads));
    line("KV heads", count_or_dash(info.num_kv_heads));
    if (info.num_experts > 0) line("experts", fmt::format("{}", info.num_experts));
    if (info.sliding_window > 0)
        line("sliding window", fmt::format("{} tokens", info.sliding_window));
    if (plan && plan->gpu_layers == plan->total_layers) line("memory", memory_line(*plan));
    line("chat template",
         info.chat_template.empty() ? "none" : fmt::format("{} bytes", info.chat_template.size()));
    const std::string text = table.text();
    return text.substr(text.find('\n') + 1);
}

std::string types_table(const GgufModel& model) {
    struct Sum {
        std::uint64_t tensors = 0;
        std::uint64_t bytes = 0;
    };
    std::map<std::uint32_t, Sum> sums;
    for (const auto& tensor : model.tensors) {
        ++sums[tensor.type].tensors;
        sums[tensor.type].bytes += tensor.bytes;
    }
    Table table({{"TYPE"}, {"TENSORS", Table::Align::right}, {"SIZE", Table::Align::right}});
    for (const auto& [type, sum] : sums)
        table.add({type_name(type), fmt::format("{}", sum.tensors), byte_size(sum.bytes)});
    return "\n" + table.text();
}

std::string keys_table(const GgufModel& model) {
    Table table({{"KEY"}, {"TYPE"}, {"COUNT", Table::Align::right}, {"VALUE"}});
    for (const GgufKey& key : model.keys)
        table.add({key.key, key.type, fmt::format("{}", key.count),
                   std::visit(ValueToText{}, key.value)});
    return "\n" + table.text();
}

std::string tensors_table(const GgufModel& model) {
    Table table({{"TENSOR"}, {"TYPE"}, {"DIMENSIONS"}, {"SIZE", Table::Align::right}});
    for (const auto& tensor : model.tensors)
        table.add({tensor.name, type_name(tensor.type),
                   fmt::format("{}", fmt::join(tensor.dimensions, " × ")),
                   byte_size(tensor.bytes)});
    return "\n" + table.text();
}

}  // namespace

int inspect(const InspectRequest& arguments, const CommandContext& around) {
    Status status(around.console, false);
    const auto model = inference::read_gguf(arguments.file, inference::GgufDepth::full);
    if (!model) return report_failure(model.error(), around, status);
    const auto plan = inference::plan_fit(*model, fit_request(arguments.plan));
    // What is wrong with the question, not with the file.
    if (!plan && plan.error().code == inference::ErrorCode::invalid_argument &&
        !plan.error().option.empty())
        return report_failure(plan.error(), around, status);
    std::string text;
    if (arguments.json) {
        text = to_text(to_json(*model));
    } else {
        text = summary(*model, plan) + types_table(*model);
        if (arguments.keys) text += keys_table(*model);
        if (arguments.tensors) text += tensors_table(*model);
    }
    around.console.out.write(text);
    return unless_lost(kOk, around.console.out, status);
}

void add_inspect_command(CLI::App& app, const CommandContext& around, int& exit_code) {
    auto arguments = std::make_shared<InspectRequest>();
    CLI::App* const command = app.add_subcommand("inspect", "Show what a model file says");
    command->footer(kInspectFooter);
    command->add_option("file", arguments->file, "A .gguf file")->required();
    add_plan_arguments(*command, arguments->plan);
    command->add_flag("--keys", arguments->keys, "Print every key too");
    command->add_flag("--tensors", arguments->tensors, "Print every tensor too");
    command->add_flag("--json", arguments->json, "Print everything as one JSON object");
    command->callback(
        [arguments, &around, &exit_code] { exit_code = inspect(*arguments, around); });
}

}  // namespace rocinfer_cli
