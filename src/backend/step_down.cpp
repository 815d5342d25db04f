// SPDX-License-Identifier: EUPL-1.2
#include "backend/step_down.h"

#include "backend/configure.h"

#include <inference/fit.h>

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>

namespace inference::backend {
namespace {

using llamacpp::FailureKind;
using llamacpp::SteppedDown;

// Less is not worth a silent choice.
constexpr std::int64_t kLeastSteppedContext = 512;
constexpr const char* kSmallCacheType = "q8_0";

}  // namespace

StepDown::StepDown(llamacpp::ServerConfig asked, GgufModel model, StepDownLimits limits)
    : asked_(std::move(asked)), model_(std::move(model)), limits_(limits) {}

std::optional<SteppedDown> StepDown::operator()(const Config& now, FailureKind why) {
    if (!limits_.allowed) return std::nullopt;
    if (why == FailureKind::bad_chat_template) return another_template(now);
    if (done_) return std::nullopt;
    Changed changed;
    if (why == FailureKind::graph_crash) {
        changed = without_graphs(now);
    } else if (why == FailureKind::flash_attention_crash) {
        changed = without_flash_attention(now);
    } else if (llamacpp::is_out_of_memory(why) && why != FailureKind::killed_for_memory) {
        // SIGKILL is most often the kernel's for want of memory, but that is a guess.
        changed = less_memory(now, why == FailureKind::out_of_memory_weights);
    }
    done_ = changed.has_value();
    return changed;
}

// A smaller cache makes no room for weights that do not fit by themselves.
StepDown::Changed StepDown::less_memory(const Config& now, bool weights) const {
    if (weights) return fewer_layers(now);
    if (auto changed = smaller_context(now)) return changed;
    if (auto changed = smaller_cache(now)) return changed;
    return fewer_layers(now);
}

StepDown::Changed StepDown::smaller_context(const Config& now) const {
    if (asked_.context_per_slot != 0) return std::nullopt;
    const std::int64_t context = now.context_per_slot > 0
                                     ? std::int64_t{now.context_per_slot}
                                     : default_context(model_.info.trained_context);
    const std::int64_t half = context / 2;
    if (half < kLeastSteppedContext) return std::nullopt;
    Config config = now;
    config.context_per_slot = static_cast<std::int32_t>(half);
    return SteppedDown{std::move(config),
                       fmt::format("the memory was not enough for a context of {} tokens, so it is "
                                   "{} now; ask for a context_length to have another",
                                   context, half)};
}

StepDown::Changed StepDown::smaller_cache(const Config& now) const {
    if (!asked_.cache_type_k.empty() || !asked_.cache_type_v.empty()) return std::nullopt;
    if (asked_.flash_attention != FlashAttention::automatic) return std::nullopt;
    Config config = now;
    config.cache_type_k = config.cache_type_v = kSmallCacheType;
    return SteppedDown{std::move(config),
                       fmt::format("the memory was not enough for an f16 KV cache, so it is {} now",
                                   kSmallCacheType)};
}

StepDown::Changed StepDown::fewer_layers(const Config& now) const {
    if (!now.on_gpu || asked_.gpu_layers != -1 || limits_.all_on_gpu) return std::nullopt;
    FitRequest request = fit_request(now);
    auto plan = plan_fit(model_, request);
    if (!plan) return std::nullopt;
    // What was planned was too much: how many layers fit three quarters of it?
    request.vram_bytes = plan->total_bytes / 4 * 3;
    request.margin_bytes = 0;
    plan = plan_fit(model_, request);
    if (!plan || plan->max_layers < 1) return std::nullopt;
    Config config = now;
    config.gpu_layers = plan->max_layers;
    return SteppedDown{
        std::move(config),
        fmt::format("the GPU's memory was not enough, so only {} of {} layers run on it now, the "
                    "rest several times slower on the CPU",
                    plan->max_layers, plan->total_layers)};
}

StepDown::Changed StepDown::without_flash_attention(const Config& now) const {
    if (asked_.flash_attention != FlashAttention::automatic) return std::nullopt;
    // Without it the server can't use a quantised V cache either.
    if (!asked_.cache_type_v.empty()) return std::nullopt;
    Config config = now;
    config.flash_attention = FlashAttention::off;
    return SteppedDown{std::move(config),
                       "llama-server crashed in flash attention, so it runs without it now"};
}

StepDown::Changed StepDown::without_graphs(const Config& now) const {
    if (std::ranges::any_of(asked_.environment,
                            [](const auto& entry) { return entry.first == llamacpp::kNoGraphs; })) {
        return std::nullopt;
    }
    Config config = now;
    config.graphs = false;
    return SteppedDown{std::move(config),
                       "llama-server crashed in a GPU graph, so it runs without graphs now"};
}

// The engine reads the template at its start, though completion needs none.
StepDown::Changed StepDown::another_template(const Config& now) {
    if (template_changed_ || asked_.names_template) return std::nullopt;
    template_changed_ = true;
    Config config = now;
    config.names_template = true;
    config.other_arguments.insert(config.other_arguments.end(), {"--chat-template", "chatml"});
    return SteppedDown{
        std::move(config),
        "the model's chat template can't be read, so chatml stands in for it: a chat "
        "may suffer"};
}

}  // namespace inference::backend
