// SPDX-License-Identifier: EUPL-1.2
#include "backend/configure.h"

#include "llamacpp/launch/extra_arguments.h"

#include <algorithm>

namespace inference::backend {

Result<llamacpp::ServerConfig> configure(const LoadOptions& options, bool on_gpu) {
    llamacpp::ServerConfig config;
    config.use = options.use;
    config.transport = options.transport;
    config.on_gpu = on_gpu;
    config.context_per_slot = options.context_length;
    config.slots = std::max(options.parallel_slots, 1);
    config.gpu_layers = options.gpu_layers;
    config.cache_type_k = config.cache_type_v = options.kv_cache_type;
    config.flash_attention = options.flash_attention;
    config.batch = options.batch;
    config.micro_batch = options.micro_batch;
    config.adapters = options.adapters;
    config.environment = options.environment;
    if (auto ok = llamacpp::take_extra_arguments(options.extra_arguments, config); !ok) {
        return std::unexpected(ok.error());
    }
    return config;
}

FitRequest fit_request(const llamacpp::ServerConfig& config) {
    FitRequest request;
    request.context_length = config.context_per_slot;
    request.slots = config.slots;
    if (!config.cache_type_k.empty()) request.kv_type_k = config.cache_type_k;
    if (!config.cache_type_v.empty()) request.kv_type_v = config.cache_type_v;
    request.flash_attention = config.flash_attention != FlashAttention::off;
    request.micro_batch = llamacpp::batch_sizes(config).micro_batch;
    request.gpu_layers = config.gpu_layers;
    return request;
}

}  // namespace inference::backend
