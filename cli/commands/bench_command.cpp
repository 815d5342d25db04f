// SPDX-License-Identifier: EUPL-1.2
#include "arguments/number_argument.h"
#include "commands/bench.h"
#include "commands/commands.h"
#include "model/model_arguments.h"
#include "model/process_console.h"

#include <memory>

namespace rocinfer_cli {
namespace {

constexpr const char* kBenchFooter =
    "Load is from the call to a model that can answer. The first token, prefill and decode are "
    "those\n"
    "of one request alone; the streams' figure is all their tokens by the time until the last "
    "one.\n"
    "\n"
    "Examples:\n"
    "  rocinfer bench model.gguf\n"
    "  rocinfer bench model.gguf --json > before.json\n"
    "  rocinfer bench model.gguf --compare before.json -- --flash-attn on";

}  // namespace

void add_bench_command(CLI::App& app, int& exit_code) {
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
    command->callback([request, &exit_code] {
        ProcessConsole process;
        exit_code = bench(*request, process.surroundings());
    });
}

}  // namespace rocinfer_cli
