// SPDX-License-Identifier: EUPL-1.2
#include "backend/step_down.h"

#include <inference/fit.h>

#include <fmt/format.h>

#include <algorithm>
#include <initializer_list>
#include <string_view>
#include <utility>

namespace inference::backend {
namespace {

using llamacpp::FailureKind;

// What the library takes where the caller leaves the context open (LoadOptions::context_length).
constexpr std::int64_t kOpenContext = 4096;
// Less is not worth a silent choice.
constexpr std::int64_t kLeastSteppedContext = 512;

std::int64_t context_of(const LoadOptions& options, const ModelInfo& model) {
    if (options.context_length > 0) return options.context_length;
    return model.trained_context > 0 ? std::min(model.trained_context, kOpenContext) : kOpenContext;
}

}  // namespace

StepDown::StepDown(const LoadOptions& asked, GgufModel model, bool on_gpu)
    : asked_(asked), model_(std::move(model)), on_gpu_(on_gpu) {}

std::optional<std::string> StepDown::operator()(LoadOptions& options, FailureKind why) {
    if (done_ || !asked_.step_down) return std::nullopt;
    std::optional<std::string> said;
    if (why == FailureKind::graph_crash) {
        said = without_graphs(options);
    } else if (why == FailureKind::flash_attention_crash) {
        said = without_flash_attention(options);
    } else if (llamacpp::is_out_of_memory(why) && why != FailureKind::killed_for_memory) {
        // SIGKILL is most often the kernel's for want of memory, but that is a guess.
        said = less_memory(options, why == FailureKind::out_of_memory_weights);
    }
    done_ = said.has_value();
    return said;
}

// A smaller cache makes no room for weights that do not fit by themselves.
std::optional<std::string> StepDown::less_memory(LoadOptions& options, bool weights) const {
    if (weights) return fewer_layers(options);
    if (auto said = smaller_context(options)) return said;
    if (auto said = smaller_cache(options)) return said;
    return fewer_layers(options);
}

std::optional<std::string> StepDown::smaller_context(LoadOptions& options) const {
    if (asked_.context_length != 0) return std::nullopt;
    const std::int64_t now = context_of(options, model_.info);
    const std::int64_t half = now / 2;
    if (half < kLeastSteppedContext) return std::nullopt;
    options.context_length = static_cast<std::int32_t>(half);
    return fmt::format(
        "the memory was not enough for a context of {} tokens, so it is {} now; ask for a "
        "context_length to have another",
        now, half);
}

std::optional<std::string> StepDown::smaller_cache(LoadOptions& options) const {
    if (caller_names({"-ctk", "--cache-type-k", "-ctv", "--cache-type-v", "-fa", "--flash-attn"})) {
        return std::nullopt;
    }
    options.extra_arguments.insert(options.extra_arguments.end(),
                                   {"--cache-type-k", "q8_0", "--cache-type-v", "q8_0"});
    return "the memory was not enough for an f16 KV cache, so it is q8_0 now";
}

std::optional<std::string> StepDown::fewer_layers(LoadOptions& options) const {
    if (!on_gpu_ || asked_.gpu_layers != -1 || asked_.require_gpu) return std::nullopt;
    FitRequest request;
    request.context_length = options.context_length;
    request.slots = std::max(options.parallel_slots, 1);
    request.gpu_layers = options.gpu_layers;
    auto plan = plan_fit(model_, request);
    if (!plan) return std::nullopt;
    // What was planned was too much: how many layers fit three quarters of it?
    request.vram_bytes = plan->total_bytes / 4 * 3;
    request.margin_bytes = 0;
    plan = plan_fit(model_, request);
    if (!plan || plan->max_layers < 1) return std::nullopt;
    options.gpu_layers = plan->max_layers;
    return fmt::format(
        "the GPU's memory was not enough, so only {} of {} layers run on it now, the rest several "
        "times slower on the CPU",
        plan->max_layers, plan->total_layers);
}

std::optional<std::string> StepDown::without_flash_attention(LoadOptions& options) const {
    // Without it the server can't use a quantised V cache either.
    if (caller_names({"-fa", "--flash-attn", "-ctv", "--cache-type-v"})) return std::nullopt;
    options.extra_arguments.insert(options.extra_arguments.end(), {"--flash-attn", "off"});
    return "llama-server crashed in flash attention, so it runs without it now";
}

std::optional<std::string> StepDown::without_graphs(LoadOptions& options) const {
    constexpr std::string_view kVariable = "GGML_CUDA_DISABLE_GRAPHS";
    if (std::ranges::any_of(asked_.environment,
                            [&](const auto& entry) { return entry.first == kVariable; })) {
        return std::nullopt;
    }
    options.environment.emplace_back(kVariable, "1");
    return "llama-server crashed in a GPU graph, so it runs without graphs now";
}

bool StepDown::caller_names(std::initializer_list<std::string_view> flags) const {
    return std::ranges::any_of(asked_.extra_arguments, [&](const std::string& argument) {
        const std::string_view flag = std::string_view(argument).substr(0, argument.find('='));
        return std::ranges::find(flags, flag) != flags.end();
    });
}

}  // namespace inference::backend
