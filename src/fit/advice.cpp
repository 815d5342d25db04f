// SPDX-License-Identifier: EUPL-1.2
#include "fit/advice.h"

#include "fit/kv_type.h"

#include <fmt/format.h>

#include <algorithm>

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

double bits_of(const inference::GgufModel& model, const Subject& subject) {
    if (model.info.parameters == 0) return 0;
    return static_cast<double>(subject.weights.all) * 8 /
           static_cast<double>(model.info.parameters);
}

class Collector {
public:
    Collector(const Subject& subject, const Setting& setting, const inference::FitPlan& plan)
        : subject_(subject), plan_(plan), now_(estimate(subject, setting).total()) {}

    void add(std::string text, const Setting& changed) {
        add(std::move(text), estimate(subject_, changed).total());
    }
    void add(std::string text, std::uint64_t total) {
        if (total >= now_) return;
        if (total + plan_.margin_bytes <= plan_.vram_bytes) text += ": enough by itself";
        advice_.push_back({std::move(text), now_ - total});
    }
    std::uint64_t now() const noexcept { return now_; }
    std::vector<inference::FitAdvice> take() { return std::move(advice_); }

private:
    const Subject& subject_;
    const inference::FitPlan& plan_;
    std::uint64_t now_;
    std::vector<inference::FitAdvice> advice_;
};

void add_smaller_quantisation(Collector& collector, const inference::GgufModel& model,
                              const Subject& subject, const inference::FitPlan& plan) {
    const double bits = bits_of(model, subject);
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
        collector.add(fmt::format("take the model quantised as {}", chosen->name), total);
}

}  // namespace

std::vector<inference::FitAdvice> advice_for(const inference::GgufModel& model,
                                             const Subject& subject, const Setting& setting,
                                             const inference::FitPlan& plan) {
    Collector collector(subject, setting, plan);
    const auto smaller_type = *kv_type("q8_0");
    if (setting.flash_attention && setting.layout.key_type.bits > smaller_type.bits &&
        setting.layout.value_type.bits > smaller_type.bits) {
        Setting changed = setting;
        changed.layout.key_type = changed.layout.value_type = smaller_type;
        collector.add("store the KV cache as q8_0", changed);
    }
    if (setting.layout.slots > 1) {
        Setting changed = setting;
        changed.layout.slots = std::max<std::uint64_t>(1, setting.layout.slots / 2);
        collector.add(
            fmt::format("serve {} request{} at a time instead of {}", changed.layout.slots,
                        changed.layout.slots == 1 ? "" : "s", setting.layout.slots),
            changed);
    }
    {
        Setting changed = setting;
        const auto largest = static_cast<std::uint64_t>(plan.max_context);
        const std::uint64_t half = rounded_context(setting.layout.context / 2);
        changed.layout.context = largest > 0 && largest < setting.layout.context ? largest : half;
        if (changed.layout.context > 0 && changed.layout.context < setting.layout.context)
            collector.add(fmt::format("use a context of {} tokens instead of {}",
                                      changed.layout.context, setting.layout.context),
                          changed);
    }
    if (constexpr std::uint64_t kSmallBatch = 128; setting.layout.micro_batch > kSmallBatch) {
        Setting changed = setting;
        changed.layout.micro_batch = kSmallBatch;
        collector.add(fmt::format("compute {} tokens at once instead of {}: prompts are read "
                                  "more slowly",
                                  kSmallBatch, setting.layout.micro_batch),
                      changed);
    }
    add_smaller_quantisation(collector, model, subject, plan);
    if (plan.max_layers > 0 && plan.max_layers < plan.gpu_layers) {
        Setting changed = setting;
        changed.gpu_layers = static_cast<std::size_t>(plan.max_layers);
        collector.add(fmt::format("put {} of {} layers on the GPU: the others run on the CPU, "
                                  "several times slower",
                                  plan.max_layers, plan.total_layers),
                      changed);
    }
    return collector.take();
}

}  // namespace inference::fit
