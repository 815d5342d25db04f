// SPDX-License-Identifier: EUPL-1.2
#include "fit/advice.h"
#include "fit/estimate.h"
#include "fit/kv_type.h"

#include <inference/fit.h>
#include <inference/options.h>

#include <fmt/format.h>

#include <algorithm>

namespace inference {

namespace {

using fit::ModelProfile;
using fit::RunConfig;

constexpr std::int64_t kMostContext = 1 << 24;
constexpr std::int64_t kMostCells = 1 << 28;
constexpr std::int32_t kMostSlots = 256;
constexpr std::int32_t kMostMicroBatch = 65'536;
constexpr std::int32_t kMostLayers = 10'000;

std::unexpected<Error> bad_option(const char* name, std::string_view range) {
    // "context_length times slots" is about the context.
    const std::string_view option =
        std::string_view(name).substr(0, std::string_view(name).find(' '));
    return refuse("fit", option,
                  fmt::format("{}must be {}", std::string_view(name).substr(option.size()), range));
}

Result<void> validate(const FitRequest& request) {
    if (request.context_length < 0 || request.context_length > kMostContext)
        return bad_option("context_length", "0 to 16777216");
    if (request.slots < 1 || request.slots > kMostSlots) return bad_option("slots", "1 to 256");
    if (request.context_length * request.slots > kMostCells)
        return bad_option("context_length times slots", "at most 268435456");
    if (request.micro_batch < 1 || request.micro_batch > kMostMicroBatch)
        return bad_option("micro_batch", "1 to 65536");
    if (request.gpu_layers < -1 || request.gpu_layers > kMostLayers)
        return bad_option("gpu_layers", "-1 to 10000");
    if (!fit::kv_type(request.kv_type_k)) return bad_option("kv_type_k", listed_kv_cache_types());
    if (!fit::kv_type(request.kv_type_v)) return bad_option("kv_type_v", listed_kv_cache_types());
    return {};
}

std::uint64_t planned_context(const fit::ModelShape& shape, const FitRequest& request) {
    if (request.context_length > 0)
        return fit::rounded_context(static_cast<std::uint64_t>(request.context_length));
    const auto trained =
        static_cast<std::int64_t>(std::min<std::uint64_t>(shape.trained_context, kMostContext));
    return fit::rounded_context(static_cast<std::uint64_t>(default_context(trained)));
}

Result<RunConfig> config_for(const ModelProfile& profile, const FitRequest& request) {
    RunConfig config;
    config.layout.context = planned_context(profile.shape, request);
    config.layout.slots = static_cast<std::uint64_t>(request.slots);
    config.layout.micro_batch = static_cast<std::uint64_t>(request.micro_batch);
    config.layout.key_type = *fit::kv_type(request.kv_type_k);
    config.layout.value_type = *fit::kv_type(request.kv_type_v);
    config.flash_attention = request.flash_attention && profile.shape.can_flash;
    if (!config.flash_attention && config.layout.value_type.group > 1)
        return fail(ErrorCode::invalid_argument,
                    fmt::format("fit: kv_type_v {} needs flash attention{}", request.kv_type_v,
                                profile.shape.can_flash ? "; plan with it, or take f16"
                                                        : ", which this model can't use; take f16"),
                    {}, "kv_type_v");
    config.gpu_layers =
        request.gpu_layers < 0
            ? profile.all_layers()
            : std::min(profile.all_layers(), static_cast<std::size_t>(request.gpu_layers));
    return config;
}

FitVerdict verdict_of(const FitPlan& plan) {
    if (plan.vram_bytes == 0) return FitVerdict::unknown;
    if (plan.fits) return FitVerdict::fits;
    if (plan.total_bytes <= plan.vram_bytes) return FitVerdict::tight;
    if (plan.max_layers == 0) return FitVerdict::impossible;
    return plan.max_layers * 4 >= plan.total_layers * 3 ? FitVerdict::tight : FitVerdict::partial;
}

/// What depends on the budget.
void judge(FitPlan& plan, const GgufModel& model, const FitRequest& request,
           const ModelProfile& profile, const RunConfig& config) {
    plan.free_bytes =
        static_cast<std::int64_t>(plan.vram_bytes) - static_cast<std::int64_t>(plan.total_bytes);
    plan.fits = plan.margin_bytes <= plan.vram_bytes &&
                plan.total_bytes <= plan.vram_bytes - plan.margin_bytes;
    const std::uint64_t budget = plan.vram_bytes - std::min(plan.vram_bytes, plan.margin_bytes);
    RunConfig all = config;
    all.gpu_layers = profile.all_layers();
    const std::uint64_t limit =
        profile.shape.trained_context > 0
            ? profile.shape.trained_context
            : std::max(config.layout.context, static_cast<std::uint64_t>(default_context(0)));
    plan.max_context = static_cast<std::int64_t>(fit::largest_context(profile, all, limit, budget));
    plan.max_layers = static_cast<std::int32_t>(fit::most_layers(profile, config, budget));
    plan.verdict = verdict_of(plan);
    if (!plan.fits) plan.advice = fit::advice_for(model, request, profile, config, plan);
}

}  // namespace

std::string_view to_string(FitVerdict verdict) noexcept {
    switch (verdict) {
        case FitVerdict::unknown:
            return "unknown";
        case FitVerdict::fits:
            return "fits";
        case FitVerdict::tight:
            return "tight";
        case FitVerdict::partial:
            return "partial";
        case FitVerdict::impossible:
            return "impossible";
    }
    return "unknown";
}

Result<FitPlan> plan_fit(const GgufModel& model, const FitRequest& request) {
    if (auto valid = validate(request); !valid) return std::unexpected(valid.error());
    if (!model.complete || (model.tensors.empty() && model.tensor_count > 0))
        return fail(ErrorCode::invalid_argument,
                    "fit: the model must be read with GgufDepth::full");
    if (auto ok = require_language_model(model.info); !ok) return std::unexpected(ok.error());
    auto shape = fit::shape_of(model);
    if (!shape) return std::unexpected(shape.error());
    ModelProfile profile{std::move(*shape), {}};
    profile.weights = fit::weight_shares(model, profile.shape.layers.size());
    if (profile.weights.has_unknown_type)
        profile.shape.mark_approximate("some tensors are of a type whose size is not known");

    const auto config = config_for(profile, request);
    if (!config) return std::unexpected(config.error());
    const fit::Estimate parts = fit::estimate(profile, *config);

    FitPlan plan;
    plan.context_length = static_cast<std::int64_t>(config->layout.context);
    plan.slots = request.slots;
    plan.gpu_layers = static_cast<std::int32_t>(config->gpu_layers);
    plan.total_layers = static_cast<std::int32_t>(profile.all_layers());
    plan.flash_attention = config->flash_attention;
    plan.weights_bytes = parts.weights;
    plan.kv_bytes = parts.cache;
    plan.compute_bytes = parts.compute;
    plan.total_bytes = parts.total();
    plan.host_bytes = parts.host;
    plan.model_bytes = profile.weights.all;
    plan.recurrent_bytes = parts.recurrent;
    plan.vram_bytes = request.vram_bytes;
    plan.margin_bytes = request.margin_bytes;
    plan.approximate = profile.shape.approximate;
    plan.approximate_reason = profile.shape.approximate_reason;
    if (request.vram_bytes > 0) judge(plan, model, request, profile, *config);
    return plan;
}

Result<FitPlan> plan_fit(const std::string& path, const FitRequest& request) {
    const auto model = read_gguf(path, GgufDepth::full);
    if (!model) return std::unexpected(model.error());
    return plan_fit(*model, request);
}

}  // namespace inference
