// SPDX-License-Identifier: EUPL-1.2
#include "llamacpp/failure/healthy_lines.h"

#include <algorithm>
#include <array>
#include <span>
#include <string_view>

namespace inference::llamacpp {
namespace {

constexpr std::array kReady = std::to_array<std::string_view>({
    "listening on ",
    "server is listening",
});

constexpr std::array kLife = std::to_array<std::string_view>({
    "retrying without pipeline parallelism",
    "loaded meta data with",
    "loading model tensors",
    "layers to GPU",
    "buffer size =",
    "constructing llama_context",
    "llama_kv_cache: size",
    "graph nodes",
    "warming up the model",
    "initializing, n_slots",
    "model loaded",
    "slots are idle",
    "processing task",
    "new prompt",
    "prompt processing",
    "prompt done",
    "print_timing",
    "eval time =",
    "stop processing",
    "done request",
});

constexpr std::array kHarmless = std::to_array<std::string_view>({
    "llama_model_loader: - ",
    "print_info: ",
    "Failed to allocate pinned memory",
    "failed to allocate host buffer for async uploads",
    "of pinned memory",
    "failed to mlock",
    "common_fit_params: ",
    "No hipBLASLt solution found",
});

bool holds_any(std::string_view line, auto signs) {
    return std::ranges::any_of(signs, [&](std::string_view sign) { return line.contains(sign); });
}

}  // namespace

bool is_ready_line(std::string_view line) noexcept {
    return holds_any(line, std::span(kReady));
}

bool is_healthy_line(std::string_view line) noexcept {
    return holds_any(line, std::span(kLife)) || is_ready_line(line);
}

bool is_harmless(std::string_view line) noexcept {
    return holds_any(line, std::span(kHarmless));
}

}  // namespace inference::llamacpp
