// SPDX-License-Identifier: EUPL-1.2
#include "model/plan_arguments.h"

#include "arguments/number_argument.h"
#include "model/model_arguments.h"

#include <algorithm>

namespace rocinfer_cli {

void add_plan_arguments(CLI::App& command, PlanArguments& arguments) {
    constexpr const char* kPlan = "Planning";
    add_number(command, "--ctx", arguments.context_length,
               "Tokens for each slot; 0 = the model's own, at most 4096", "N")
        ->capture_default_str()
        ->group(kPlan);
    add_number(command, "--slots", arguments.slots, "Requests at the same time", "N")
        ->capture_default_str()
        ->group(kPlan);
    add_number(command, "--gpu-layers", arguments.gpu_layers, "Layers on the GPU; -1 = all", "N")
        ->capture_default_str()
        ->group(kPlan);
    command
        .add_option("--kv-type", arguments.kv_type,
                    "Type of the KV cache, f16 unless told: " + inference::listed_kv_cache_types())
        ->type_name("TYPE")
        ->group(kPlan);
    add_flash_attention_argument(command, arguments.flash_attention, kPlan);
    command
        .add_flag_callback(
            "--no-flash-attention",
            [&arguments] { arguments.flash_attention = inference::FlashAttention::off; },
            "The same as --flash-attention off")
        ->group(kPlan);
    add_number(command, "--batch", arguments.batch, "Tokens handed to the engine at once; 0 = 512",
               "N")
        ->capture_default_str()
        ->group(kPlan);
    add_number(command, "--ubatch", arguments.micro_batch,
               "Tokens computed at once, at most the batch; 0 = 512", "N")
        ->capture_default_str()
        ->group(kPlan);
}

inference::FitRequest fit_request(const PlanArguments& arguments) {
    inference::FitRequest request;
    request.context_length = arguments.context_length;
    request.slots = arguments.slots;
    request.gpu_layers = arguments.gpu_layers;
    if (!arguments.kv_type.empty()) request.kv_type_k = request.kv_type_v = arguments.kv_type;
    request.flash_attention = arguments.flash_attention != inference::FlashAttention::off;
    if (arguments.micro_batch != 0) request.micro_batch = arguments.micro_batch;
    if (arguments.batch > 0) request.micro_batch = std::min(request.micro_batch, arguments.batch);
    return request;
}

}  // namespace rocinfer_cli
