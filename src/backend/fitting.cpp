// SPDX-License-Identifier: EUPL-1.2
#include "backend/fitting.h"

#include "backend/configure.h"
#include "base/byte_size.h"

#include <fmt/format.h>

namespace inference::backend {
namespace {

// Less context than this is not worth a silent choice: layers go to the CPU instead.
constexpr std::int64_t kLeastContext = 2048;

std::string figures(const FitPlan& plan) {
    return fmt::format(
        "needs {:.2f} GiB (weights {:.2f}, KV cache {:.2f}, compute {:.2f}) and {:.2f} "
        "GiB are free",
        base::to_gib(plan.total_bytes), base::to_gib(plan.weights_bytes),
        base::to_gib(plan.kv_bytes), base::to_gib(plan.compute_bytes),
        base::to_gib(plan.vram_bytes));
}

std::string advice(const FitPlan& plan) {
    std::string text;
    for (const FitAdvice& item : plan.advice) {
        text += fmt::format("; {} (saves {:.2f} GiB", item.text, base::to_gib(item.saving_bytes));
        text += item.option.empty() ? ")" : fmt::format(": option {} {})", item.option, item.value);
    }
    return text;
}

std::unexpected<Error> refuse(const GgufModel& model, const FitPlan& plan) {
    return fail(ErrorCode::out_of_memory,
                "load: " + model.info.path + " " + figures(plan) + advice(plan));
}

// What it takes with the margin left out: the least that could possibly run.
bool exceeds(const FitPlan& plan) {
    return plan.total_bytes > plan.vram_bytes;
}

}  // namespace

Result<Fitted> fit_to_gpu(const GgufModel& model, const llamacpp::ServerConfig& config,
                          bool require_gpu, const rocm::VramInfo& memory) {
    Fitted fitted{config, {}};
    if (memory.free == 0 || config.gpu_layers == 0 || config.use != ModelUse::generation) {
        return fitted;
    }
    FitRequest request = fit_request(config);
    request.vram_bytes = memory.free;
    auto plan = plan_fit(model, request);
    if (!plan) return fitted;  // a model that the planner does not understand may still run
    if (plan->fits) return fitted;
    if (!exceeds(*plan)) {
        fitted.warnings.push_back("the model is a tight fit: it " + figures(*plan));
        return fitted;
    }
    if (plan->approximate) {
        fitted.warnings.push_back("the model may not fit: by a rough estimate it " +
                                  figures(*plan));
        return fitted;
    }
    if (require_gpu || config.gpu_layers > 0) return refuse(model, *plan);

    if (config.context_per_slot == 0 && plan->max_context >= kLeastContext) {
        fitted.config.context_per_slot = static_cast<std::int32_t>(plan->max_context);
        fitted.warnings.push_back(
            fmt::format("the context is {} tokens instead of {}: with those the model {}",
                        plan->max_context, plan->context_length, figures(*plan)));
        return fitted;
    }
    if (plan->max_layers < 1) return refuse(model, *plan);
    fitted.config.gpu_layers = plan->max_layers;
    fitted.warnings.push_back(fmt::format(
        "only {} of {} layers run on the GPU, the rest several times slower on the CPU: the whole "
        "model {}{}",
        plan->max_layers, plan->total_layers, figures(*plan), advice(*plan)));
    return fitted;
}

}  // namespace inference::backend
