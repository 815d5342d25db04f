// SPDX-License-Identifier: EUPL-1.2
#include "model/model_arguments.h"

#include "arguments/number_argument.h"
#include "input/rule_check.h"
#include "input/text_file.h"

#include <inference/rocm/backend.h>

#include <string>

namespace rocinfer_cli {
namespace {

constexpr const char* kLoading = "Loading";
constexpr const char* kSampling = "Sampling";
constexpr const char* kOutput = "Output";

inference::FlashAttention flash_attention_of(const std::string& typed) {
    using inference::FlashAttention;
    for (const FlashAttention flash : {FlashAttention::on, FlashAttention::off})
        if (typed == inference::to_string(flash)) return flash;
    return FlashAttention::automatic;
}

}  // namespace

void add_flash_attention_argument(CLI::App& command, inference::FlashAttention& flash,
                                  const std::string& group) {
    command
        .add_option_function<std::string>(
            "--flash-attention",
            [&flash](const std::string& typed) { flash = flash_attention_of(typed); },
            "auto, on or off; auto = where the model and the GPU can")
        ->check(CLI::IsMember({"auto", "on", "off"}))
        ->type_name("WHEN")
        ->group(group);
}

void add_cache_arguments(CLI::App& command, inference::LoadOptions& load) {
    command
        .add_option("--kv-type", load.kv_cache_type,
                    "Type of the KV cache, f16 unless told: " + inference::listed_kv_cache_types())
        ->type_name("TYPE")
        ->group(kLoading);
    add_flash_attention_argument(command, load.flash_attention, kLoading);
    add_number(command, "--batch", load.batch,
               "Tokens handed to the engine at once; 0 = 512 on a GPU, 256 on the CPU", "N")
        ->capture_default_str()
        ->group(kLoading);
    add_number(command, "--ubatch", load.micro_batch,
               "Tokens computed at once, at most the batch; 0 = 512", "N")
        ->capture_default_str()
        ->group(kLoading);
}

void add_model_arguments(CLI::App& command, ModelRequest& request) {
    auto& load = request.load;
    command.add_option("MODEL", request.path, "A GGUF file; without it the bundled model runs")
        ->type_name("");
    add_number(command, "--ctx", load.context_length,
               "Tokens of context for each request; 0 = the model's own, at most 4096", "N")
        ->capture_default_str()
        ->group(kLoading);
    add_number(command, "--slots", load.parallel_slots, "Requests served at the same time; 0 = 1",
               "N")
        ->capture_default_str()
        ->group(kLoading);
    add_number(command, "--gpu-layers", load.gpu_layers, "Layers on the GPU; -1 = all, 0 = none",
               "N")
        ->capture_default_str()
        ->group(kLoading);
    add_cache_arguments(command, load);
    command
        .add_option("--backend", load.backend, "rocm, vulkan or llama_cpp; without it the best one")
        ->type_name("NAME")
        ->group(kLoading);
    command
        .add_option("--engine", load.engine,
                    "The llama-server: an installed engine's name (rocinfer engine list) or a path")
        ->type_name("NAME|PATH")
        ->group(kLoading);
    command
        .add_option("--device", load.device,
                    "The GPU: its index, PCI address, UUID or a part of its name")
        ->type_name("GPU")
        ->group(kLoading);
    command
        .add_flag("--require-gpu", load.require_gpu,
                  "Fail where the model would not be on a GPU entirely")
        ->group(kLoading);
    command
        .add_option_function<std::string>(
            "--sysroot",
            [](const std::string& root) {
                inference::rocm::register_backend(inference::registry(), root);
            },
            "Look for GPUs below this folder instead of /")
        ->type_name("DIR")
        ->group(kLoading)
        ->trigger_on_parse();
    add_repeatable(command, "--engine-argument", load.extra_arguments,
                   "An argument for llama-server (repeatable); `-- ARGS...` gives many", "ARG",
                   kLoading);
    command.add_flag("-q,--quiet", request.quiet, "Only warnings and errors on stderr")
        ->group(kOutput);
    command.add_flag("--verbose", request.verbose, "The engine's log on stderr")->group(kOutput);
}

void add_generate_arguments(CLI::App& command, inference::GenerateOptions& options,
                            Constraints& constraints) {
    add_number(command, "-n,--max-tokens", options.max_tokens, "Most tokens to generate", "N")
        ->capture_default_str()
        ->group(kSampling);
    add_number(command, "--temperature", options.temperature, "0 = greedy: the likeliest token",
               "T")
        ->group(kSampling);
    add_number(command, "--top-k", options.top_k, "Keep the K likeliest tokens; 0 = off", "K")
        ->group(kSampling);
    add_number(command, "--top-p", options.top_p,
               "Keep the likeliest tokens that reach this probability; 0 = off", "P")
        ->group(kSampling);
    add_number(command, "--min-p", options.min_p,
               "Keep tokens at least P times as likely as the likeliest; 0 = off", "P")
        ->group(kSampling);
    add_number(command, "--repeat-penalty", options.repeat_penalty,
               "Divide the logits of repeated tokens; 0 = off", "X")
        ->group(kSampling);
    add_number(command, "--seed", options.seed, "Same seed, same text; without it a random one",
               "N")
        ->group(kSampling);
    add_repeatable(command, "--stop", options.stop, "End before this text (repeatable)", "TEXT",
                   kSampling);
    add_repeatable(command, "--stop-token", options.stop_tokens,
                   "End before this token id (repeatable)", "ID", kSampling)
        ->check(why_no_number);
    command
        .add_flag("--ignore-eos", options.ignore_end_of_sequence, "Go on where the model would end")
        ->group(kSampling);
    auto* grammar =
        command
            .add_option("--grammar", constraints.grammar, "A GBNF grammar that the answer follows")
            ->type_name("TEXT|@FILE")
            ->group(kSampling);
    command
        .add_option("--json-schema", constraints.json_schema,
                    "A JSON schema that the answer follows")
        ->type_name("TEXT|@FILE")
        ->group(kSampling)
        ->excludes(grammar);
}

inference::Result<void> take_constraints(const Constraints& constraints,
                                         inference::GenerateOptions& options) {
    auto grammar = text_or_file("--grammar", constraints.grammar);
    if (!grammar) return std::unexpected(grammar.error());
    if (auto ok = check_grammar(*grammar); !ok) return ok;
    auto schema = text_or_file("--json-schema", constraints.json_schema);
    if (!schema) return std::unexpected(schema.error());
    if (auto ok = check_json_schema(*schema); !ok) return ok;
    options.grammar = *std::move(grammar);
    options.json_schema = *std::move(schema);
    return {};
}

void add_prompt_arguments(CLI::App& command, PromptSources& sources, const std::string& name,
                          const std::string& what) {
    command.add_option(name, sources.text, what)->type_name("TEXT|@FILE");
    add_repeatable(command, "--file", sources.files, "A file that is added to it (repeatable)",
                   "FILE", "Options");
}

void add_lines_arguments(CLI::App& command, LineSources& sources, const std::string& name,
                         const std::string& what) {
    auto* given =
        add_repeatable(command, name, sources.given,
                       what + " in place of the lines of stdin (repeatable)", "TEXT", "Options");
    command.add_option("--file", sources.file, "Read the lines of this file in place of stdin")
        ->type_name("FILE")
        ->excludes(given);
}

void add_newline_argument(CLI::App& command, bool& final_newline) {
    command
        .add_flag("--newline", final_newline,
                  "End the answer with a newline where it has none; at a terminal it always is")
        ->group(kOutput);
}

void add_json_argument(CLI::App& command, AnswerFormat& format, const std::string& what) {
    command
        .add_flag_function(
            "--json", [&format](std::int64_t) { format = AnswerFormat::json; }, what)
        ->group(kOutput);
}

}  // namespace rocinfer_cli
