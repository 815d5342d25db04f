// SPDX-License-Identifier: EUPL-1.2
#include "llamacpp/failure/memory_failure_rules.h"

namespace inference::llamacpp {
namespace {

using enum FailureRule::Proof;

constexpr std::array kMemoryRules = std::to_array<FailureRule>({
    {{"failed to allocate buffer for kv cache", ""},
     error,
     FailureKind::out_of_memory_kv,
     ErrorCode::out_of_memory,
     "there is no room for the KV cache",
     "lower context_length or parallel_slots, or give --cache-type-k q8_0 and --cache-type-v q8_0 "
     "in extra_arguments"},
    {{"failed to allocate compute", ""},
     error,
     FailureKind::out_of_memory_compute,
     ErrorCode::out_of_memory,
     "there is no room for the compute buffers",
     "give a smaller --ubatch-size in extra_arguments, or lower context_length or gpu_layers"},
    {{"unable to allocate", "buffer"},
     error,
     FailureKind::out_of_memory_weights,
     ErrorCode::out_of_memory,
     "there is no room for the model's weights",
     "use a smaller quantisation of the model, or lower gpu_layers"},
    {{"ROCm error: out of memory", ""},
     fatal,
     FailureKind::out_of_memory,
     ErrorCode::out_of_memory,
     "the GPU's memory is full",
     "lower context_length, parallel_slots or gpu_layers, or close what else uses the GPU"},
    {{"mem_buffer != NULL", ""},
     fatal,
     FailureKind::out_of_memory,
     ErrorCode::out_of_memory,
     "the machine's memory, or what this process may use of it, is not enough",
     "use a smaller model or context, or raise the limit (ulimit -v, the container's memory)"},
    {{"std::bad_alloc", ""},
     error,
     FailureKind::out_of_memory,
     ErrorCode::out_of_memory,
     "the machine's memory, or what this process may use of it, is not enough",
     "use a smaller model or context, or raise the limit (ulimit -v, the container's memory)"},
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
     "lower context_length, parallel_slots or gpu_layers, or use a smaller quantisation"},
    {{"insufficient memory", ""},
     error,
     FailureKind::out_of_memory,
     ErrorCode::out_of_memory,
     "the machine's memory, or what this process may use of it, is not enough",
     "use a smaller model or context, or raise the limit (ulimit -v, the container's memory)"},
});

}  // namespace

std::span<const FailureRule> memory_failure_rules() noexcept {
    return kMemoryRules;
}

}  // namespace inference::llamacpp
