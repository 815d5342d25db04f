// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "input/line_sources.h"
#include "input/prompt_input.h"
#include "model/answer.h"
#include "model/open_model.h"

#include <inference/options.h>

#include <CLI/CLI.hpp>

#include <optional>
#include <string>
#include <vector>

namespace rocinfer_cli {

/// MODEL and how to load it: what every command that runs a model takes.
void add_model_arguments(CLI::App& command, ModelRequest& request);

/// --kv-type, --flash-attention, --batch and --ubatch.
void add_cache_arguments(CLI::App& command, inference::LoadOptions& load);

/// --flash-attention alone.
void add_flash_attention_argument(CLI::App& command, inference::FlashAttention& flash,
                                  const std::string& group);

/// Grammar and schema as they were typed; they may name a file.
struct Constraints {
    std::string grammar;
    std::string json_schema;
};

/// -p and --file, for a command that works on one text.
void add_prompt_arguments(CLI::App& command, PromptSources& sources, const std::string& name,
                          const std::string& what);

/// -p and --file, for a command that works on many texts.
void add_lines_arguments(CLI::App& command, LineSources& sources, const std::string& name,
                         const std::string& what);

/// How to generate.
void add_generate_arguments(CLI::App& command, inference::GenerateOptions& options,
                            Constraints& constraints);

/// Reads the files that the constraints name, and checks what can be checked before a model is
/// loaded: that a schema is JSON, and that a grammar has a root and its brackets.
inference::Result<void> take_constraints(const Constraints& constraints,
                                         inference::GenerateOptions& options);

/// An option that may be given many times, one value each time, whatever it looks like: CLI11 by
/// itself would read "[a,b]" as two.
template <class T>
CLI::Option* add_repeatable(CLI::App& command, const std::string& name, std::vector<T>& values,
                            const std::string& what, const std::string& type,
                            const std::string& group) {
    return command.add_option(name, values, what)
        ->expected(1)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
        ->allow_extra_args(false)
        ->type_name(type)
        ->group(group);
}

/// --newline
void add_newline_argument(CLI::App& command, bool& final_newline);

/// --json
void add_json_argument(CLI::App& command, AnswerFormat& format, const std::string& what);

}  // namespace rocinfer_cli
