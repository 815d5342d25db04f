// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "exit_codes.h"
#include "model/open_model.h"

#include <CLI/CLI.hpp>

namespace rocinfer_cli {

/// Each subcommand has a file of its own name, adds itself to the app, and sets `exit_code` when it
/// ran. `around` outlives the app. program.cpp lists them.
void add_run_command(CLI::App& app, const CommandContext& around, int& exit_code);
void add_chat_command(CLI::App& app, const CommandContext& around, int& exit_code);
void add_batch_command(CLI::App& app, const CommandContext& around, int& exit_code);
void add_classify_command(CLI::App& app, const CommandContext& around, int& exit_code);
void add_embed_command(CLI::App& app, const CommandContext& around, int& exit_code);
void add_tokenize_command(CLI::App& app, const CommandContext& around, int& exit_code);
void add_bench_command(CLI::App& app, const CommandContext& around, int& exit_code);
void add_models_command(CLI::App& app, const CommandContext& around, int& exit_code);
void add_inspect_command(CLI::App& app, const CommandContext& around, int& exit_code);
void add_fit_command(CLI::App& app, const CommandContext& around, int& exit_code);
void add_gpus_command(CLI::App& app, const CommandContext& around, int& exit_code);
void add_doctor_command(CLI::App& app, const CommandContext& around, int& exit_code);
void add_engine_command(CLI::App& app, const CommandContext& around, int& exit_code);

}  // namespace rocinfer_cli
