// SPDX-License-Identifier: EUPL-1.2
#include "llamacpp/failure/rules/memory_rules.h"

namespace inference::llamacpp {
namespace {

using enum FailureRule::Proof;

constexpr std::string_view kLess =
    "lower context_length, parallel_slots or gpu_layers, or use a smaller quantisation";
constexpr std::string_view kLessCache =
    "lower context_length or parallel_slots, or give --cache-type-k q8_0 and --cache-type-v q8_0 "
    "in extra_arguments";
constexpr std::string_view kMachine =
    "use a smaller model or context, or raise the limit (ulimit -v, the container's memory)";

constexpr FailureRule of_the_cache(std::string_view sign, std::string_view second = "") {
    return {{sign, second},
            error,
            FailureKind::out_of_memory_kv,
            ErrorCode::out_of_memory,
            "there is no room for the KV cache",
            kLessCache};
}

constexpr FailureRule of_compute(std::string_view sign, std::string_view second = "") {
    return {{sign, second},
            error,
            FailureKind::out_of_memory_compute,
            ErrorCode::out_of_memory,
            "there is no room for the compute buffers",
            "give a smaller --ubatch-size in extra_arguments, or lower context_length or "
            "gpu_layers"};
}

constexpr FailureRule of_the_machine(std::string_view sign, FailureRule::Proof proof) {
    return {{sign, ""},
            proof,
            FailureKind::out_of_memory,
            ErrorCode::out_of_memory,
            "the machine's memory, or what this process may use of it, is not enough",
            kMachine};
}

constexpr std::array kMemoryRules = std::to_array<FailureRule>({
    // "kv cache", "rs cache" (recurrent states), "MoE cache", a compressor's state.
    of_the_cache("failed to allocate buffer for ", "cache"),
    of_the_cache("failed to allocate buffer for ", "compressor state"),
    of_the_cache("failed to allocate the MoE cache"),
    of_compute("failed to allocate compute"),
    of_compute("failed to allocate output buffer"),
    of_compute("failed to reserve initial output buffer"),
    of_compute("failed to allocate graph"),
    of_compute("failed to reserve graph"),
    {{"unable to allocate", "buffer"},
     error,
     FailureKind::out_of_memory_weights,
     ErrorCode::out_of_memory,
     "there is no room for the model's weights",
     "use a smaller quantisation of the model, or lower gpu_layers"},
    of_the_machine("mem_buffer != NULL", fatal),
    of_the_machine("std::bad_alloc", error),
    of_the_machine("encountered bad_alloc error", error),
    of_the_machine("posix_memalign failed", error),
    of_the_machine("insufficient memory", error),
    of_the_machine("Cannot allocate memory", error),
    {{"was unable to fit model into system memory", ""},
     error,
     FailureKind::out_of_memory_weights,
     ErrorCode::out_of_memory,
     "there is no room for the model's weights",
     "use a smaller quantisation of the model"},
    {{"out of memory", ""},
     error,
     FailureKind::out_of_memory,
     ErrorCode::out_of_memory,
     "the GPU's memory is full",
     "lower context_length, parallel_slots or gpu_layers, or close what else uses the GPU"},
    {{"failed to allocate", "buffer"},
     error,
     FailureKind::out_of_memory,
     ErrorCode::out_of_memory,
     "a buffer found no room",
     kLess},
    {{"No available space in KV cache", ""},
     error,
     FailureKind::out_of_memory_request,
     ErrorCode::out_of_memory,
     "the KV cache is full",
     "ask for a greater context_length"},
});

}  // namespace

std::span<const FailureRule> memory_rules() noexcept {
    return kMemoryRules;
}

}  // namespace inference::llamacpp
