// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <inference/error.h>
#include <inference/gguf.h>

#include <cstdint>
#include <string>
#include <vector>

namespace inference::fit {

/// What one layer keeps between tokens. Sizes are numbers, not bytes.
struct LayerShape {
    std::uint64_t key_width = 0;    ///< of the K cache for each token; 0 = no cache
    std::uint64_t value_width = 0;  ///< of the V cache for each token
    /// The cache holds one cell for this many tokens (compressed attention); 1 = each.
    std::uint64_t tokens_per_cell = 1;
    std::uint64_t index_width = 0;   ///< of the sparse-attention index for each cell
    bool sliding = false;            ///< only the window is kept
    std::uint64_t window_width = 0;  ///< of a second, windowed K cache beside a compressed one
    std::uint64_t state = 0;         ///< of the recurrent state for each sequence, f32
    std::uint64_t feed_forward =
        0;                 ///< width of its feed-forward, of each expert where it has them
    bool experts = false;  ///< its feed-forward is a mixture of experts
};

/// What the planner needs to know of a model.
struct ModelShape {
    std::string architecture;
    std::vector<LayerShape> layers;
    std::uint64_t window = 0;  ///< tokens of the sliding window
    std::uint64_t trained_context = 0;

    std::uint64_t hidden = 0;
    std::uint64_t vocabulary = 0;
    std::uint64_t heads = 0;
    std::uint64_t query_width = 0;
    std::uint64_t key_width = 0;
    std::uint64_t value_width = 0;
    std::uint64_t experts_used = 0;
    std::uint64_t recurrent_width = 0;  ///< of a recurrent layer's activations, 0 = none
    std::uint64_t latent_width = 0;     ///< of latent attention's intermediates, 0 = none
    std::uint64_t latent_rank = 0;      ///< of the vector that latent attention caches, 0 = none

    bool has_cache = true;            ///< false for models that see the whole text at once
    bool can_flash = true;            ///< flash attention
    bool has_index = false;           ///< sparse attention with an index of its own
    bool quadratic_in_batch = false;  ///< linear attention computed block by block

    bool approximate = false;
    std::string approximate_reason;

    /// The first one given stays.
    void mark_approximate(std::string reason) {
        if (!approximate) approximate_reason = std::move(reason);
        approximate = true;
    }
};

/// `bad_model` where the file says nothing of layers.
Result<ModelShape> shape_of(const inference::GgufModel& model);

}  // namespace inference::fit
