// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <inference/fit.h>
#include <inference/options.h>

#include <CLI/CLI.hpp>

#include <cstdint>
#include <string>

namespace rocinfer_cli {

/// How a model is planned to run, as it is typed: as for a load.
struct PlanArguments {
    std::int64_t context_length = 0;
    std::int32_t slots = 1;
    std::int32_t gpu_layers = -1;
    std::string kv_type;
    inference::FlashAttention flash_attention = inference::FlashAttention::automatic;
    std::int32_t batch = 0;
    std::int32_t micro_batch = 0;
};

/// --ctx, --slots, --gpu-layers, --kv-type, --flash-attention, --batch and --ubatch.
void add_plan_arguments(CLI::App& command, PlanArguments& arguments);

/// What the planner is asked; without a budget.
inference::FitRequest fit_request(const PlanArguments& arguments);

}  // namespace rocinfer_cli
