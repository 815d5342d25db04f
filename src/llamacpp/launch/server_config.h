// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <inference/error.h>
#include <inference/options.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace inference::llamacpp {

/// How a llama-server is configured: all that its command line and environment say, but for the
/// paths of one start. What is 0, empty or automatic is left to the library, which may change it to
/// make a model fit.
struct ServerConfig {
    ModelUse use = ModelUse::generation;
    Transport transport = Transport::unix_socket;
    bool on_gpu = false;
    std::int32_t context_per_slot = 0;  ///< 0 = default_context()
    std::int32_t slots = 1;
    std::int32_t gpu_layers = -1;  ///< −1 = all
    std::string cache_type_k;      ///< one of kv_cache_types(); empty = f16
    std::string cache_type_v;
    FlashAttention flash_attention = FlashAttention::automatic;
    std::int32_t batch = 0;
    std::int32_t micro_batch = 0;
    bool graphs = true;              ///< false sets GGML_CUDA_DISABLE_GRAPHS
    std::vector<Adapter> adapters;   ///< paths as the caller gave them, made absolute
    bool names_template = false;     ///< other_arguments bring a chat template
    bool stretches_context = false;  ///< other_arguments scale positions beyond the trained context
    std::vector<std::pair<std::string, std::string>> environment;  ///< the caller's additions
    std::vector<std::string> other_arguments;  ///< the caller's, less those that are fields above
};

/// The variable that switches HIP graphs off, whatever its value.
inline constexpr std::string_view kNoGraphs = "GGML_CUDA_DISABLE_GRAPHS";

/// Tokens handed over at once, and computed at once, as the server will have them.
struct BatchSizes {
    std::int32_t batch = 0;
    std::int32_t micro_batch = 0;
};
/// `config.context_per_slot` must be known for embedding and reranking.
BatchSizes batch_sizes(const ServerConfig& config) noexcept;

/// Refuses fields that contradict each other (`invalid_argument`): a quantised V cache without
/// flash attention, a micro-batch larger than the batch.
Result<void> check_config(const ServerConfig& config);

/// Whether a KV cache type stores numbers in blocks with a common scale.
bool is_quantised(std::string_view cache_type) noexcept;

}  // namespace inference::llamacpp
