// SPDX-License-Identifier: EUPL-1.2
#include "model/metrics_json.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <chrono>
#include <cstdint>

namespace rocinfer_cli {
namespace {

double milliseconds(std::chrono::nanoseconds time) {
    return std::chrono::duration<double, std::milli>(time).count();
}

// 0 is said where there is no GPU, or where it was not measured.
nlohmann::ordered_json known(std::uint64_t bytes) {
    return bytes == 0 ? nlohmann::ordered_json(nullptr) : nlohmann::ordered_json(bytes);
}

std::string duration_text(std::chrono::nanoseconds time) {
    const double ms = milliseconds(time);
    if (ms < 1000) return fmt::format("{:.1f} ms", ms);
    return fmt::format("{:.2f} s", ms / 1000);
}

}  // namespace

nlohmann::ordered_json metrics_json(const inference::GenerateMetrics& metrics) {
    return {{"prompt_tokens", metrics.prompt_tokens},
            {"cached_tokens", metrics.cached_tokens},
            {"generated_tokens", metrics.generated_tokens},
            {"prefill_ms", milliseconds(metrics.prefill)},
            {"decode_ms", milliseconds(metrics.decode)},
            {"time_to_first_token_ms", milliseconds(metrics.time_to_first_token)},
            {"total_ms", milliseconds(metrics.total)},
            {"prefill_tokens_per_second", metrics.prefill_tokens_per_second},
            {"decode_tokens_per_second", metrics.decode_tokens_per_second},
            {"peak_memory_bytes", known(metrics.peak_memory_bytes)},
            {"active_memory_bytes", known(metrics.active_memory_bytes)},
            {"resumptions", metrics.resumptions}};
}

nlohmann::ordered_json error_json(const inference::Error& error) {
    nlohmann::ordered_json json{{"code", to_string(error.code)}, {"message", error.message}};
    if (!error.detail.empty()) json["detail"] = error.detail;
    return json;
}

std::string json_line(const nlohmann::ordered_json& value) {
    return value.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

std::string metrics_text(const inference::GenerateMetrics& metrics) {
    std::string text = fmt::format("{} token{}", metrics.generated_tokens,
                                   metrics.generated_tokens == 1 ? "" : "s");
    if (metrics.decode_tokens_per_second > 0) {
        text += fmt::format(", {:.{}f} tokens/s", metrics.decode_tokens_per_second,
                            metrics.decode_tokens_per_second < 100 ? 1 : 0);
    }
    if (metrics.time_to_first_token.count() > 0)
        text += ", first token after " + duration_text(metrics.time_to_first_token);
    if (metrics.resumptions > 0) {
        text += fmt::format(", engine brought back {} time{}", metrics.resumptions,
                            metrics.resumptions == 1 ? "" : "s");
    }
    return text;
}

}  // namespace rocinfer_cli
