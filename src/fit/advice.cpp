// SPDX-License-Identifier: EUPL-1.2
#include "fit/advice.h"

#include "fit/kv_type.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>

namespace inference::fit {

namespace {

struct Quantisation {
    const char* name;
    double bits;  ///< of a weight on average, scales included
};
// From large to small; the averages are those of llama.cpp's own table for an 8 B model.
constexpr Quantisation kQuantisations[] = {{"Q8_0", 8.5},     {"Q6_K", 6.56},   {"Q5_K_M", 5.69},
                                           {"Q4_K_M", 4.89},  {"IQ4_XS", 4.46}, {"Q3_K_M", 4.0},
                                           {"IQ3_XXS", 3.25}, {"Q2_K", 3.16}};

double bits_of(const inference::GgufModel& model, const ModelProfile& profile) {
    if (model.info.parameters == 0) return 0;
    return static_cast<double>(profile.weights.all) * 8 /
           static_cast<double>(model.info.parameters);
}

/// How a change is typed.
struct Typed {
    std::string option;
    std::string value;
};

class Collector {
public:
    Collector(const ModelProfile& profile, const RunConfig& config,
              const inference::FitRequest& request, const inference::FitPlan& plan)
        : profile_(profile),
          request_(request),
          plan_(plan),
          now_(estimate(profile, config).total()) {}

    /// `change` makes the request that `changed` is the configuration of.
    template <class Change>
    void add(std::string text, const RunConfig& changed, Typed typed, Change change) {
        inference::FitRequest request = request_;
        change(request);
        add(std::move(text), estimate(profile_, changed).total(), std::move(typed),
            std::move(request));
    }
    void add(std::string text, std::uint64_t total, Typed typed, inference::FitRequest request) {
        if (total >= now_) return;
        if (total + plan_.margin_bytes <= plan_.vram_bytes) text += ": enough by itself";
        advice_.push_back({std::move(text), now_ - total, std::move(typed.option),
                           std::move(typed.value), std::move(request)});
    }
    std::uint64_t now() const noexcept { return now_; }
    const inference::FitRequest& request() const noexcept { return request_; }
    std::vector<inference::FitAdvice> take() { return std::move(advice_); }

private:
    const ModelProfile& profile_;
    const inference::FitRequest& request_;
    const inference::FitPlan& plan_;
    std::uint64_t now_;
    std::vector<inference::FitAdvice> advice_;
};

void add_smaller_quantisation(Collector& collector, const inference::GgufModel& model,
                              const ModelProfile& profile, const inference::FitPlan& plan) {
    const double bits = bits_of(model, profile);
    const Quantisation* chosen = nullptr;
    std::uint64_t total = 0;
    for (const Quantisation& smaller : kQuantisations) {
        if (smaller.bits > bits * 0.95) continue;
        chosen = &smaller;
        const auto weights = static_cast<double>(plan.weights_bytes) * (1 - smaller.bits / bits);
        total = collector.now() - std::min(collector.now(), static_cast<std::uint64_t>(weights));
        if (total + plan.margin_bytes <= plan.vram_bytes) break;
    }
    if (chosen != nullptr)
        collector.add(fmt::format("take the model quantised as {}", chosen->name), total, {},
                      collector.request());
}

}  // namespace

std::vector<inference::FitAdvice> advice_for(const inference::GgufModel& model,
                                             const inference::FitRequest& request,
                                             const ModelProfile& profile, const RunConfig& config,
                                             const inference::FitPlan& plan) {
    using inference::FitRequest;
    Collector collector(profile, config, request, plan);
    constexpr const char* kSmallType = "q8_0";
    const auto smaller_type = *kv_type(kSmallType);
    if (config.flash_attention && config.layout.key_type.bits > smaller_type.bits &&
        config.layout.value_type.bits > smaller_type.bits) {
        RunConfig changed = config;
        changed.layout.key_type = changed.layout.value_type = smaller_type;
        collector.add(fmt::format("store the KV cache as {}", kSmallType), changed,
                      {"kv_cache_type", kSmallType},
                      [&](FitRequest& r) { r.kv_type_k = r.kv_type_v = kSmallType; });
    }
    if (config.layout.slots > 1) {
        RunConfig changed = config;
        const std::uint64_t fewer = std::max<std::uint64_t>(1, config.layout.slots / 2);
        changed.layout.slots = fewer;
        collector.add(fmt::format("serve {} request{} at a time instead of {}", fewer,
                                  fewer == 1 ? "" : "s", config.layout.slots),
                      changed, {"parallel_slots", std::to_string(fewer)},
                      [&](FitRequest& r) { r.slots = static_cast<std::int32_t>(fewer); });
    }
    {
        RunConfig changed = config;
        const auto largest = static_cast<std::uint64_t>(plan.max_context);
        const std::uint64_t half = rounded_context(config.layout.context / 2);
        const std::uint64_t smaller =
            largest > 0 && largest < config.layout.context ? largest : half;
        changed.layout.context = smaller;
        if (smaller > 0 && smaller < config.layout.context) {
            collector.add(fmt::format("use a context of {} tokens instead of {}", smaller,
                                      config.layout.context),
                          changed, {"context_length", std::to_string(smaller)}, [&](FitRequest& r) {
                              r.context_length = static_cast<std::int64_t>(smaller);
                          });
        }
    }
    if (constexpr std::int32_t kSmallBatch = 128; request.micro_batch > kSmallBatch) {
        RunConfig changed = config;
        changed.layout.micro_batch = kSmallBatch;
        collector.add(fmt::format("compute {} tokens at once instead of {}: prompts are read "
                                  "more slowly",
                                  kSmallBatch, config.layout.micro_batch),
                      changed, {"micro_batch", std::to_string(kSmallBatch)},
                      [&](FitRequest& r) { r.micro_batch = kSmallBatch; });
    }
    add_smaller_quantisation(collector, model, profile, plan);
    if (plan.max_layers > 0 && plan.max_layers < plan.gpu_layers) {
        RunConfig changed = config;
        changed.gpu_layers = static_cast<std::size_t>(plan.max_layers);
        collector.add(fmt::format("put {} of {} layers on the GPU: the others run on the CPU, "
                                  "several times slower",
                                  plan.max_layers, plan.total_layers),
                      changed, {"gpu_layers", std::to_string(plan.max_layers)},
                      [&](FitRequest& r) { r.gpu_layers = plan.max_layers; });
    }
    return collector.take();
}

}  // namespace inference::fit
