// SPDX-License-Identifier: EUPL-1.2
#include "llamacpp/launch/server_config.h"

#include <algorithm>

namespace inference::llamacpp {
namespace {

// A prefill can be cancelled between two batches only: small ones where the processor is slow.
constexpr std::int32_t kCpuBatch = 256;
constexpr std::int32_t kGpuBatch = 512;
constexpr std::int32_t kServersMicroBatch = 512;

}  // namespace

BatchSizes batch_sizes(const ServerConfig& config) noexcept {
    BatchSizes sizes{config.batch, config.micro_batch};
    if (config.use != ModelUse::generation) {
        // A text to embed must fit one micro-batch.
        const std::int32_t whole = std::max(config.context_per_slot, kServersMicroBatch);
        if (sizes.batch == 0) sizes.batch = std::max(whole, sizes.micro_batch);
        if (sizes.micro_batch == 0) sizes.micro_batch = sizes.batch;
        return sizes;
    }
    if (sizes.batch == 0) {
        sizes.batch = std::max(config.on_gpu ? kGpuBatch : kCpuBatch, sizes.micro_batch);
    }
    if (sizes.micro_batch == 0) sizes.micro_batch = std::min(sizes.batch, kServersMicroBatch);
    return sizes;
}

bool is_quantised(std::string_view cache_type) noexcept {
    return !cache_type.empty() && cache_type != "f32" && cache_type != "f16" &&
           cache_type != "bf16";
}

Result<void> check_config(const ServerConfig& config) {
    if (config.flash_attention == FlashAttention::off && is_quantised(config.cache_type_v)) {
        return fail(ErrorCode::invalid_argument,
                    "llamacpp: a V cache of type " + config.cache_type_v +
                        " needs flash attention; leave option flash_attention at auto, or take "
                        "f16",
                    {}, "kv_cache_type");
    }
    if (config.batch > 0 && config.micro_batch > config.batch) {
        return fail(ErrorCode::invalid_argument,
                    "llamacpp: option micro_batch is " + std::to_string(config.micro_batch) +
                        ", more than option batch, which is " + std::to_string(config.batch),
                    {}, "micro_batch");
    }
    return {};
}

}  // namespace inference::llamacpp
