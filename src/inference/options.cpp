// SPDX-License-Identifier: EUPL-1.2
#include <inference/options.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <string>
#include <string_view>

namespace inference {
namespace {

constexpr std::int64_t kMostTokens = std::int64_t{1} << 24;
constexpr std::int64_t kHour = std::int64_t{60} * 60 * 1000;
constexpr std::int64_t kDay = 24 * kHour;

constexpr std::string_view kPart = "inference";

// "restarts.window (ms)" and "stop_tokens[]" are the options restarts and stop_tokens.
std::unexpected<Error> out_of_range(std::string_view option, const std::string& range,
                                    const std::string& given) {
    const auto name = option.substr(0, option.find_first_of(".[ "));
    return std::unexpected<Error>(Error{ErrorCode::invalid_argument,
                                        std::string(kPart) + ": option " + std::string(option) +
                                            " must be " + range + ", not " + given,
                                        {},
                                        std::string(name)});
}

std::string plain(float value) {
    std::string text = std::to_string(value);
    while (text.ends_with('0'))
        text.pop_back();
    if (text.ends_with('.')) text.pop_back();
    return text;
}

Result<void> check_integer(std::string_view option, std::int64_t value, std::int64_t low,
                           std::int64_t high) {
    if (value >= low && value <= high) return {};
    return out_of_range(option, std::to_string(low) + " to " + std::to_string(high),
                        std::to_string(value));
}

Result<void> check_real(std::string_view option, float value, float low, float high) {
    if (value >= low && value <= high) return {};  // NaN fails both
    return out_of_range(option, plain(low) + " to " + plain(high),
                        std::isnan(value) ? "NaN" : plain(value));
}

Result<void> check_restarts(const RestartPolicy& restarts) {
    if (auto ok = check_integer("restarts.most", restarts.most, 0, 1'000'000); !ok) return ok;
    if (auto ok = check_integer("restarts.window (ms)", restarts.window.count(), 1000, kDay); !ok)
        return ok;
    return check_integer("restarts.first_delay (ms)", restarts.first_delay.count(), 0, kHour);
}

constexpr std::array<std::string_view, 9> kKvCacheTypes{"f32",  "f16",  "bf16", "q8_0",  "q5_1",
                                                        "q5_0", "q4_1", "q4_0", "iq4_nl"};

Result<void> check_cache(const LoadOptions& options) {
    const std::string& type = options.kv_cache_type;
    if (type.empty()) return {};
    if (std::ranges::find(kKvCacheTypes, type) == kKvCacheTypes.end()) {
        return out_of_range("kv_cache_type", listed_kv_cache_types(), type);
    }
    const bool quantised = !type.ends_with("f16") && type != "f32";
    if (!quantised || options.flash_attention != FlashAttention::off) return {};
    return fail(ErrorCode::invalid_argument,
                "inference: option kv_cache_type " + type +
                    " needs flash attention; leave option flash_attention at auto, or take f16",
                {}, "kv_cache_type");
}

Result<void> check_batches(const LoadOptions& options) {
    constexpr std::int64_t kMost = 65'536;
    if (auto ok = check_integer("batch", options.batch, 0, kMost); !ok) return ok;
    if (auto ok = check_integer("micro_batch", options.micro_batch, 0, kMost); !ok) return ok;
    if (options.batch == 0 || options.micro_batch <= options.batch) return {};
    return fail(ErrorCode::invalid_argument,
                "inference: option micro_batch is " + std::to_string(options.micro_batch) +
                    ", more than option batch, which is " + std::to_string(options.batch),
                {}, "micro_batch");
}

}  // namespace

std::string_view to_string(FlashAttention flash) noexcept {
    switch (flash) {
        case FlashAttention::automatic:
            return "auto";
        case FlashAttention::on:
            return "on";
        case FlashAttention::off:
            return "off";
    }
    return "auto";
}

std::span<const std::string_view> kv_cache_types() noexcept {
    return kKvCacheTypes;
}

std::string listed_kv_cache_types() {
    std::string list;
    for (const std::string_view type : kKvCacheTypes) {
        if (!list.empty()) list += type == kKvCacheTypes.back() ? " or " : ", ";
        list += type;
    }
    return list;
}

std::int64_t default_context(std::int64_t trained_context) noexcept {
    constexpr std::int64_t kDefaultContext = 4096;
    return trained_context > 0 ? std::min(trained_context, kDefaultContext) : kDefaultContext;
}

Result<void> validate(const LoadOptions& options) {
    if (auto ok = check_integer("context_length", options.context_length, 0, kMostTokens); !ok)
        return ok;
    if (options.context_length == 1) {
        // llama-server aborts: it warms up with two tokens.
        return refuse(kPart, "context_length", "must be 0 or 2 and more, not 1");
    }
    if (auto ok = check_integer("gpu_layers", options.gpu_layers, -1, 10'000); !ok) return ok;
    if (auto ok = check_integer("parallel_slots", options.parallel_slots, 0, 256); !ok) return ok;
    if (auto ok = check_cache(options); !ok) return ok;
    if (auto ok = check_batches(options); !ok) return ok;
    if (auto ok = check_integer("stall_timeout (ms)", options.stall_timeout.count(), 100, kDay);
        !ok)
        return ok;
    if (auto ok = check_integer("load_timeout (ms)", options.load_timeout.count(), 0, 365 * kDay);
        !ok)
        return ok;
    if (auto ok = check_restarts(options.restarts); !ok) return ok;
    if (options.progress_timeout.count() != 0) {
        if (auto ok =
                check_integer("progress_timeout (ms)", options.progress_timeout.count(), 100, kDay);
            !ok)
            return ok;
    }
    for (const Adapter& adapter : options.adapters) {
        if (adapter.path.empty()) {
            return refuse(kPart, "adapters", "has an entry without a path");
        }
        if (auto ok = check_real("adapters[].scale", adapter.scale, -100, 100); !ok) return ok;
    }
    if (options.require_gpu && options.gpu_layers == 0) {
        return refuse(kPart, "require_gpu", "contradicts gpu_layers 0; drop one of them");
    }
    for (const auto& [name, value] : options.environment) {
        if (name.empty() || name.find('=') != std::string::npos ||
            name.find('\0') != std::string::npos || value.find('\0') != std::string::npos) {
            return refuse(kPart, "environment",
                          "has the unusable variable name or value '" + name + "'");
        }
    }
    for (const std::string& argument : options.extra_arguments) {
        if (argument.find('\0') != std::string::npos) {
            return refuse(kPart, "extra_arguments", "has an argument with a NUL byte");
        }
    }
    return {};
}

Result<void> validate(const GenerateOptions& options) {
    if (auto ok = check_integer("max_tokens", options.max_tokens, 1, kMostTokens); !ok) return ok;
    if (auto ok = check_real("temperature", options.temperature, 0, 100); !ok) return ok;
    if (auto ok = check_integer("top_k", options.top_k, 0, kMostTokens); !ok) return ok;
    if (auto ok = check_real("top_p", options.top_p, 0, 1); !ok) return ok;
    if (auto ok = check_real("min_p", options.min_p, 0, 1); !ok) return ok;
    if (auto ok = check_real("repeat_penalty", options.repeat_penalty, 0, 100); !ok) return ok;
    if (auto ok =
            check_integer("stop (count)", static_cast<std::int64_t>(options.stop.size()), 0, 64);
        !ok)
        return ok;
    for (const std::string& text : options.stop) {
        if (text.empty()) return refuse(kPart, "stop", "has an empty text");
    }
    for (const TokenId id : options.stop_tokens) {
        if (auto ok = check_integer("stop_tokens[]", id, 0, INT32_MAX); !ok) return ok;
    }
    for (const auto& [id, bias] : options.logit_bias) {
        if (auto ok = check_integer("logit_bias[].id", id, 0, INT32_MAX); !ok) return ok;
        if (auto ok = check_real("logit_bias[].bias", bias, -100, 100); !ok) return ok;
    }
    for (const float scale : options.adapter_scales) {
        if (auto ok = check_real("adapter_scales[]", scale, -100, 100); !ok) return ok;
    }
    if (!options.grammar.empty() && !options.json_schema.empty()) {
        return refuse(kPart, "json_schema", "contradicts option grammar; drop one of them");
    }
    return {};
}

}  // namespace inference
