// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <inference/error.h>
#include <inference/gguf.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace inference {

/// What a model is to be run with. A default-constructed one is what load_model starts: one slot,
/// the model's own context up to 4096 tokens, an f16 cache, everything on the GPU.
struct FitRequest {
    /// Tokens for each slot: 0 to 2^24; 0 = the model's own, at most 4096.
    std::int64_t context_length = 0;
    /// Requests at the same time, each with its own context: 1 to 256.
    std::int32_t slots = 1;
    /// The cache's types: f32, f16, bf16, q8_0, q5_1, q5_0, q4_1, q4_0 or iq4_nl.
    std::string kv_type_k = "f16";
    std::string kv_type_v = "f16";
    /// Models that can't use it are planned without.
    bool flash_attention = true;
    /// Tokens computed at once (LoadOptions::micro_batch): 1 to 65,536.
    std::int32_t micro_batch = 512;
    /// −1 = all, else as llama-server's --n-gpu-layers: the output counts as one layer more.
    std::int32_t gpu_layers = -1;
    /// Free memory of the GPU in bytes; 0 = not known: nothing is said to fit or not.
    std::uint64_t vram_bytes = 0;
    /// Kept free: the driver's own use, fragments, and what no file can tell. llama-server's --fit
    /// keeps the same by default.
    std::uint64_t margin_bytes = 1ULL << 30;
};

/// How well a model fits.
enum class FitVerdict {
    unknown,     ///< no budget was given
    fits,        ///< all of it, with the margin to spare
    tight,       ///< only without the margin, or at least three quarters of its layers
    partial,     ///< some layers: the rest runs on the CPU, several times slower
    impossible,  ///< not one layer
};

/// The verdict's name in lower case; never empty.
std::string_view to_string(FitVerdict verdict) noexcept;

/// One thing to change and what it gives back.
struct FitAdvice {
    std::string text;                ///< e.g. "store the KV cache as q8_0"
    std::uint64_t saving_bytes = 0;  ///< on the GPU
    /// The option of LoadOptions that does it and its value, e.g. "kv_cache_type" and "q8_0"; both
    /// empty where no option does (another file is needed).
    std::string option{};
    std::string value{};
    /// What was planned, with this change; the plan of it takes `saving_bytes` less.
    FitRequest change{};
};

/// What a model takes on one GPU. All figures are bytes unless said otherwise; they are worked out
/// from the file's metadata alone, as llama.cpp lays things out.
struct FitPlan {
    std::int64_t context_length = 0;  ///< tokens for each slot, rounded up as the server does
    std::int32_t slots = 1;
    std::int32_t gpu_layers = 0;    ///< of these, how many were planned for
    std::int32_t total_layers = 0;  ///< the model's layers and one for the output
    bool flash_attention = true;

    std::uint64_t weights_bytes = 0;    ///< on the GPU
    std::uint64_t kv_bytes = 0;         ///< on the GPU, recurrent states included
    std::uint64_t compute_bytes = 0;    ///< on the GPU
    std::uint64_t total_bytes = 0;      ///< the three above
    std::uint64_t host_bytes = 0;       ///< in the host's memory: embedding, other layers, buffers
    std::uint64_t model_bytes = 0;      ///< all tensors once, wherever they are
    std::uint64_t recurrent_bytes = 0;  ///< the part of kv_bytes that no context changes

    std::uint64_t vram_bytes = 0;    ///< as asked
    std::uint64_t margin_bytes = 0;  ///< as asked
    std::int64_t free_bytes = 0;     ///< what is left of the budget; negative where it is exceeded

    bool fits = false;  ///< as planned, with the margin
    FitVerdict verdict = FitVerdict::unknown;
    /// The largest context for each slot with all layers on the GPU; 0 = none, or no budget.
    std::int64_t max_context = 0;
    /// The most layers (as gpu_layers) at the context asked for; 0 where no budget was given.
    std::int32_t max_layers = 0;
    /// What to change, the least painful first; empty where it fits or no budget was given.
    std::vector<FitAdvice> advice;

    bool approximate = false;
    std::string approximate_reason;  ///< empty unless approximate
};

/// Plans a model that was read with GgufDepth::full. Errors: `invalid_argument` (an option out of
/// range, or metadata only), `bad_model` (no layers). Pure arithmetic; thread-safe.
Result<FitPlan> plan_fit(const GgufModel& model, const FitRequest& request);

/// Reads the file, then plans. Errors also as read_gguf.
Result<FitPlan> plan_fit(const std::string& path, const FitRequest& request);

}  // namespace inference
