// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <inference/error.h>
#include <inference/token.h>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace inference {

/// Why a generation ended.
enum class StopReason {
    none,             ///< it has not, or it failed: see the error
    end_of_sequence,  ///< the model said so
    limit,            ///< max_tokens, or the context is full
    stop_token,       ///< one of GenerateOptions::stop_tokens came
    stop_string,      ///< one of GenerateOptions::stop came
};

/// The reason's name in lower case with underscores, e.g. "end_of_sequence"; never empty.
std::string_view to_string(StopReason reason) noexcept;

/// What one call took. Token counts and both durations are the engine's own figures; the times to
/// the first token and in total are the caller's, from the call to the token's arrival.
struct GenerateMetrics {
    std::int64_t prompt_tokens = 0;     ///< of the whole prompt, cached ones included
    std::int64_t cached_tokens = 0;     ///< of these, how many came from the KV cache
    std::int64_t generated_tokens = 0;  ///< yielded to the caller
    std::chrono::nanoseconds prefill{0};
    std::chrono::nanoseconds decode{0};
    std::chrono::nanoseconds time_to_first_token{0};
    std::chrono::nanoseconds total{0};
    double prefill_tokens_per_second = 0;   ///< 0 where nothing was prefilled
    double decode_tokens_per_second = 0;    ///< 0 before a second token
    std::uint64_t peak_memory_bytes = 0;    ///< of the engine on its GPU; 0 where there is none
    std::uint64_t active_memory_bytes = 0;  ///< of the engine on its GPU; 0 where there is none
    std::int32_t resumptions = 0;  ///< how often the engine was lost and the stream went on
};

/// A token predicted for a prompt, without any decoding.
struct ClassifyResult {
    Token token;
    /// With return_logits: one value for each token id of the vocabulary. The engine gives
    /// log-probabilities, not raw logits: they differ by a constant, so softmax of them is exact.
    std::vector<float> logits;
    /// Set where this prompt failed; the others of the call are not affected.
    std::optional<Error> error;
};

/// One prompt's share of a batch.
struct BatchResult {
    std::vector<Token> tokens;
    StopReason stop_reason = StopReason::none;
    GenerateMetrics metrics;
    /// Set where this prompt failed or was cancelled; `tokens` holds what came before.
    std::optional<Error> error;

    /// The tokens' texts joined.
    std::string text() const;
};

/// What a model file is. Only a language model can be loaded by itself.
enum class ModelKind {
    language_model,
    adapter,            ///< a LoRA
    projector,          ///< for pictures or sound, beside a language model
    control_vector,     ///< beside a language model
    importance_matrix,  ///< for quantising
    vocabulary,         ///< without a model
    picture_model,      ///< makes pictures or films
    other,              ///< another program's
};

/// The kind's name in lower case with underscores, e.g. "control_vector"; never empty.
std::string_view to_string(ModelKind kind) noexcept;

/// What a model is. Unknown numbers are 0, unknown texts empty.
struct ModelInfo {
    std::string path;
    ModelKind kind = ModelKind::language_model;  ///< what its file is
    std::string architecture;                    ///< GGUF's general.architecture, e.g. "llama"
    std::string name;
    std::string licence;
    std::string quantisation;      ///< the field's name for it, e.g. "Q4_K_M"
    std::int32_t quant_bits = 0;   ///< bits of the prevailing tensor type, e.g. 4
    std::int32_t quant_group = 0;  ///< weights that share a scale, e.g. 32
    std::uint64_t file_bytes = 0;  ///< all parts of a split model
    std::uint64_t parameters = 0;
    std::int64_t vocab_size = 0;
    std::int64_t num_layers = 0;
    std::int64_t hidden_size = 0;
    std::int64_t num_heads = 0;
    std::int64_t num_kv_heads = 0;
    std::int64_t num_experts = 0;
    std::int64_t sliding_window = 0;   ///< tokens; 0 = none
    std::int64_t trained_context = 0;  ///< tokens the model was made for
    std::string chat_template;         ///< Jinja; empty = the model can't chat

    // What the load made of it; empty or 0 where the file was only read.
    std::string backend;
    std::string engine;  ///< the engine's own version
    std::string device;  ///< e.g. "Radeon RX 7800 XT (0000:03:00.0)" or "CPU"
    std::string
        device_reason;  ///< why this device, e.g. "the only GPU, a discrete GPU"; may be empty
    std::int64_t context_length = 0;  ///< tokens for each request
    std::int32_t parallel_slots = 0;
    std::int64_t gpu_layers = -1;       ///< layers that the GPU holds; −1 = not known
    std::uint64_t gpu_bytes = 0;        ///< of weights, KV cache and compute buffers on the GPU
    std::vector<std::string> warnings;  ///< what a person should know about this load
};

}  // namespace inference
