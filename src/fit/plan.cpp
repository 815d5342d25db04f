// SPDX-License-Identifier: EUPL-1.2
#include "fit/advice.h"
#include "fit/estimate.h"
#include "fit/kv_type.h"

#include <inference/fit.h>

#include <fmt/format.h>

#include <algorithm>

namespace inference {

namespace {

using fit::Setting;
using fit::Subject;

constexpr std::int64_t kMostContext = 1 << 24;
constexpr std::int64_t kMostCells = 1 << 28;
constexpr std::int64_t kDefaultContext = 4096;
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
    if (!fit::kv_type(request.kv_type_k)) return bad_option("kv_type_k", fit::kKvTypes);
    if (!fit::kv_type(request.kv_type_v)) return bad_option("kv_type_v", fit::kKvTypes);
    return {};
}

std::uint64_t planned_context(const fit::ModelShape& shape, const FitRequest& request) {
    if (request.context_length > 0)
        return fit::rounded_context(static_cast<std::uint64_t>(request.context_length));
    std::uint64_t own = kDefaultContext;
    if (shape.trained_context > 0) own = std::min(own, shape.trained_context);
    return fit::rounded_context(own);
}

Result<Setting> setting_for(const Subject& subject, const FitRequest& request) {
    Setting setting;
    setting.layout.context = planned_context(subject.shape, request);
    setting.layout.slots = static_cast<std::uint64_t>(request.slots);
    setting.layout.micro_batch = static_cast<std::uint64_t>(request.micro_batch);
    setting.layout.key_type = *fit::kv_type(request.kv_type_k);
    setting.layout.value_type = *fit::kv_type(request.kv_type_v);
    setting.flash_attention = request.flash_attention && subject.shape.can_flash;
    if (!setting.flash_attention && setting.layout.value_type.group > 1)
        return fail(ErrorCode::invalid_argument,
                    fmt::format("fit: kv_type_v {} needs flash attention{}", request.kv_type_v,
                                subject.shape.can_flash ? "" : ", which this model can't use"));
    setting.gpu_layers =
        request.gpu_layers < 0
            ? subject.all_layers()
            : std::min(subject.all_layers(), static_cast<std::size_t>(request.gpu_layers));
    return setting;
}

FitVerdict verdict_of(const FitPlan& plan) {
    if (plan.vram_bytes == 0) return FitVerdict::unknown;
    if (plan.fits) return FitVerdict::fits;
    if (plan.total_bytes <= plan.vram_bytes) return FitVerdict::tight;
    if (plan.max_layers == 0) return FitVerdict::impossible;
    return plan.max_layers * 4 >= plan.total_layers * 3 ? FitVerdict::tight : FitVerdict::partial;
}

/// What depends on the budget.
void judge(FitPlan& plan, const GgufModel& model, const Subject& subject, const Setting& setting) {
    plan.free_bytes =
        static_cast<std::int64_t>(plan.vram_bytes) - static_cast<std::int64_t>(plan.total_bytes);
    plan.fits = plan.margin_bytes <= plan.vram_bytes &&
                plan.total_bytes <= plan.vram_bytes - plan.margin_bytes;
    const std::uint64_t budget = plan.vram_bytes - std::min(plan.vram_bytes, plan.margin_bytes);
    Setting all = setting;
    all.gpu_layers = subject.all_layers();
    const std::uint64_t limit =
        subject.shape.trained_context > 0
            ? subject.shape.trained_context
            : std::max<std::uint64_t>(setting.layout.context, kDefaultContext);
    plan.max_context = static_cast<std::int64_t>(fit::largest_context(subject, all, limit, budget));
    plan.max_layers = static_cast<std::int32_t>(fit::most_layers(subject, setting, budget));
    plan.verdict = verdict_of(plan);
    if (!plan.fits) plan.advice = fit::advice_for(model, subject, setting, plan);
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
    auto shape = fit::shape_of(model);
    if (!shape) return std::unexpected(shape.error());
    Subject subject{std::move(*shape), {}};
    subject.weights = fit::weight_shares(model, subject.shape.layers.size());
    if (subject.weights.has_unknown_type)
        subject.shape.mark_approximate("some tensors are of a type whose size is not known");

    const auto setting = setting_for(subject, request);
    if (!setting) return std::unexpected(setting.error());
    const fit::Estimate parts = fit::estimate(subject, *setting);

    FitPlan plan;
    plan.context_length = static_cast<std::int64_t>(setting->layout.context);
    plan.slots = request.slots;
    plan.gpu_layers = static_cast<std::int32_t>(setting->gpu_layers);
    plan.total_layers = static_cast<std::int32_t>(subject.all_layers());
    plan.flash_attention = setting->flash_attention;
    plan.weights_bytes = parts.weights;
    plan.kv_bytes = parts.cache;
    plan.compute_bytes = parts.compute;
    plan.total_bytes = parts.total();
    plan.host_bytes = parts.host;
    plan.model_bytes = subject.weights.all;
    plan.recurrent_bytes = parts.recurrent;
    plan.vram_bytes = request.vram_bytes;
    plan.margin_bytes = request.margin_bytes;
    plan.approximate = subject.shape.approximate;
    plan.approximate_reason = subject.shape.approximate_reason;
    if (request.vram_bytes > 0) judge(plan, model, subject, *setting);
    return plan;
}

Result<FitPlan> plan_fit(const std::string& path, const FitRequest& request) {
    const auto model = read_gguf(path, GgufDepth::full);
    if (!model) return std::unexpected(model.error());
    return plan_fit(*model, request);
}

}  // namespace inference
