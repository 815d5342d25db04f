// SPDX-License-Identifier: EUPL-1.2
#include "llamacpp/launch/server_config.h"

#include <gtest/gtest.h>

namespace inference::llamacpp {
namespace {

void expect_sizes(const ServerConfig& config, std::int32_t batch, std::int32_t micro_batch) {
    const BatchSizes sizes = batch_sizes(config);
    EXPECT_EQ(sizes.batch, batch);
    EXPECT_EQ(sizes.micro_batch, micro_batch);
}

TEST(server_config, open_batches_are_small_where_the_processor_is_slow) {
    ServerConfig config;
    expect_sizes(config, 256, 256);
    config.on_gpu = true;
    expect_sizes(config, 512, 512);
}

TEST(server_config, a_micro_batch_that_was_asked_for_fits_an_open_batch) {
    ServerConfig config;
    config.micro_batch = 1024;
    expect_sizes(config, 1024, 1024);
    config.micro_batch = 64;
    expect_sizes(config, 256, 64);
    config.micro_batch = 0;
    config.batch = 2048;
    expect_sizes(config, 2048, 512);
}

TEST(server_config, a_text_to_embed_fits_one_micro_batch) {
    ServerConfig config;
    config.use = ModelUse::embedding;
    config.context_per_slot = 2048;
    expect_sizes(config, 2048, 2048);
    config.context_per_slot = 300;
    expect_sizes(config, 512, 512);
    config.micro_batch = 64;
    expect_sizes(config, 512, 64);
}

TEST(server_config, a_quantised_v_cache_needs_flash_attention) {
    ServerConfig config;
    config.cache_type_v = "q8_0";
    EXPECT_TRUE(check_config(config));
    config.flash_attention = FlashAttention::off;
    EXPECT_FALSE(check_config(config));
    for (const char* type : {"f16", "bf16", "f32", ""}) {
        config.cache_type_v = type;
        EXPECT_TRUE(check_config(config)) << type;
    }
    config.cache_type_k = "q8_0";
    EXPECT_TRUE(check_config(config)) << "the K cache may be quantised without it";
}

}  // namespace
}  // namespace inference::llamacpp
