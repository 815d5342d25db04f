// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <inference/error.h>
#include <inference/token.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace inference {

/// How far a load has come. `bytes_read` is 0 to `bytes_total`; both are 0 where the backend can't
/// tell. `stage` is a short phrase for people ("starting llama-server", "loading the model").
struct LoadProgress {
    std::uint64_t bytes_read = 0;
    std::uint64_t bytes_total = 0;
    std::string_view stage{};
};

/// How far a prefill has come, in tokens of the prompt; `cached` of them needed no work.
struct PrefillProgress {
    std::int64_t processed = 0;
    std::int64_t total = 0;
    std::int64_t cached = 0;
};

/// How the engine is reached.
enum class Transport {
    unix_socket,  ///< a socket in a 0700 folder of its own (default)
    tcp,          ///< 127.0.0.1 with a random key, for programs that can't use unix sockets
};

/// What a model is loaded for. Embedding and reranking need an engine started for them.
enum class ModelUse { generation, embedding, reranking };

/// Whether the engine computes attention without writing all scores out. `automatic`: where the
/// model and the GPU can.
enum class FlashAttention { automatic, on, off };

/// "auto", "on" or "off".
std::string_view to_string(FlashAttention flash) noexcept;

/// The types that a KV cache can be stored as, the smallest last: "f32", "f16", "bf16", "q8_0",
/// "q5_1", "q5_0", "q4_1", "q4_0", "iq4_nl".
std::span<const std::string_view> kv_cache_types() noexcept;
/// The same for people: "f32, f16, … or iq4_nl".
std::string listed_kv_cache_types();

/// The tokens of context for each slot where LoadOptions::context_length is 0: what the model was
/// made for, at most 4096. `trained_context` is ModelInfo::trained_context; 0 = not known.
std::int64_t default_context(std::int64_t trained_context) noexcept;

/// A LoRA adapter, given at load; GenerateOptions::adapter_scales sets its strength per request.
struct Adapter {
    std::string path{};
    float scale = 1.0F;
};

/// What happens when the engine dies or hangs while a model is loaded: it is started again, at once
/// the first time, then after `first_delay`, twice that, four times that, … within one `window`.
/// Requests wait for it; streams that were cut go on (GenerateOptions::resume).
struct RestartPolicy {
    /// Most restarts within one window: 0 (never) to 1,000,000. When they are used up, requests
    /// fail at once with `engine_died` until the window has moved on.
    std::int32_t most = 5;
    /// 1 s to 24 h.
    std::chrono::milliseconds window{std::chrono::minutes{10}};
    /// 0 to 1 h. No delay is longer than a minute, or than this if it is longer.
    std::chrono::milliseconds first_delay{std::chrono::seconds{1}};
};

/// How to load a model. A default-constructed one loads with the best backend there is.
struct LoadOptions {
    /// The backend's name; empty picks one: metal, rocm, vulkan, llama_cpp, then any that is
    /// available.
    std::string backend{};
    /// Tokens of context that each request may use: 0 to 2^24; 0 = the model's own, at most 4096.
    std::int32_t context_length = 0;
    /// Layers on the GPU: −1 = all, 0 = none, at most 10,000.
    std::int32_t gpu_layers = -1;
    /// Requests served at the same time, each with its own context: 0 (= 1) to 256.
    std::int32_t parallel_slots = 0;
    /// Which GPU: empty = automatic, else an index, PCI address, UUID or part of its name.
    std::string device{};
    /// Which llama-server: the name of an installed engine ("vulkan"; rocinfer engine list), or the
    /// path of a llama-server or of a folder with bin/llama-server in it. Empty = the one that is
    /// in use. ROCM_LLAMA_SERVER_PATH, where it is set, comes before it.
    std::string engine{};
    /// Refuse to run where the model would not be on a GPU entirely.
    bool require_gpu = false;
    /// What the KV cache is stored as, one of kv_cache_types(); empty = f16. A quantised type needs
    /// flash attention.
    std::string kv_cache_type{};
    FlashAttention flash_attention = FlashAttention::automatic;
    /// Tokens that are handed to the engine at once: 0 to 65,536; 0 = 512 on a GPU, 256 on the CPU
    /// (a prefill can be cancelled between two batches only), the whole context for embedding and
    /// reranking.
    std::int32_t batch = 0;
    /// Tokens computed at once, at most `batch`: 0 to 65,536; 0 = 512, or `batch` where that is
    /// less. Smaller ones take less memory and read prompts more slowly.
    std::int32_t micro_batch = 0;
    ModelUse use = ModelUse::generation;
    std::vector<Adapter> adapters{};

    /// Called from the loading thread, in order, never after load_model returned. May be empty.
    std::function<void(const LoadProgress&)> on_progress{};
    /// Each line of the engine's log, without its newline, in order, from a thread of the library's
    /// own, one call at a time, until close or a load that failed has returned. It may be slow: the
    /// engine does not wait for it. Up to 32,768 lines or 4 MiB do; of what comes on top of them
    /// nothing is told until it has caught up, but for one line of how many there were. Closing
    /// ends the engine first, then waits for the call in progress, for ever if it never returns;
    /// lines that wait by then are told for 20 ms, the others never. What it throws is dropped.
    /// Must not call back into the model, close or destroy it. May be empty.
    std::function<void(std::string_view)> on_log{};
    /// Ends the load: load_model returns `cancelled`.
    std::stop_token cancel{};

    Transport transport = Transport::unix_socket;
    /// Give up when the load makes no progress for this long: 100 ms to 24 h.
    std::chrono::milliseconds stall_timeout{std::chrono::seconds{60}};
    /// Give up after this long in any case; 0 = never.
    std::chrono::milliseconds load_timeout{0};
    RestartPolicy restarts;
    /// When the engine ran out of memory or crashed in a graph or in flash attention, start it once
    /// more with less: a smaller context, a q8_0 KV cache or fewer layers on the GPU; or without
    /// what crashed. Only what was left to the library is changed (context_length 0, gpu_layers −1,
    /// kv_cache_type empty, flash_attention automatic, no flag of extra_arguments), and
    /// ModelInfo::warnings says what.
    bool step_down = true;
    /// An engine that sends nothing to anybody for this long although it had begun to answer, or
    /// that no longer answers at all, hangs: it is killed and started again. While it pings (it
    /// does so every second of a prefill) or keeps a request waiting for a slot, it is given ten
    /// times as long without a token or a prefill report for any request. 100 ms to 24 h; 0 =
    /// never.
    std::chrono::milliseconds progress_timeout{std::chrono::seconds{60}};
    /// Added to the engine's environment (a variable given here replaces the inherited one). The
    /// GPU masks are refused by name: the backend sets them.
    std::vector<std::pair<std::string, std::string>> environment{};
    /// Added to the engine's command line. Flags that an option above stands for (--cache-type-k,
    /// --flash-attn, --batch-size, --ubatch-size) count as that option; what the backend relies on
    /// is refused by name.
    std::vector<std::string> extra_arguments{};
};

/// How to generate. A default-constructed one is greedy: 256 tokens at most, no sampling.
struct GenerateOptions {
    /// Most tokens to generate: 1 to 2^24.
    std::int32_t max_tokens = 256;
    /// 0 = greedy, else 0 to 100.
    float temperature = 0.0F;
    /// Keep the k likeliest tokens; 0 = off, at most 2^24.
    std::int32_t top_k = 0;
    /// Keep the likeliest tokens whose probabilities reach p; 0 = off, at most 1.
    float top_p = 0.0F;
    /// Keep tokens at least p times as likely as the likeliest; 0 = off, at most 1.
    float min_p = 0.0F;
    /// Divide the logits of repeated tokens by this; 0 = off, else 0 to 100 (1 changes nothing).
    float repeat_penalty = 0.0F;
    /// Same seed, same text on the same engine; empty = a random one. 2^32 − 1 counts as 2^32 − 2.
    std::optional<std::uint32_t> seed{};

    /// Generation ends before yielding any of these.
    std::vector<TokenId> stop_tokens{};
    /// Generation ends before yielding any of these texts; none may be empty; at most 64.
    std::vector<std::string> stop{};
    /// Added to a token's logit before sampling: −100 bans it, +100 forces it.
    std::vector<std::pair<TokenId, float>> logit_bias{};
    /// Go on past the end-of-sequence token.
    bool ignore_end_of_sequence = false;
    /// A GBNF grammar that the text must follow; not together with json_schema.
    std::string grammar{};
    /// A JSON schema (as JSON text, at most 256 deep) that the text must follow; not with grammar.
    std::string json_schema{};

    /// Go on where the stream stopped when the engine was lost in the middle: the prompt's ids and
    /// those already yielded are sent to the new engine, and the caller sees only a pause
    /// (GenerateMetrics::resumptions). No token comes twice and none is lost. Greedy text is the
    /// same as without the loss only where the engine computes a short prefill as it decodes: its
    /// CPU backend does with one thread; with more threads, or on a GPU, a long text may go on
    /// differently where two tokens are about equally likely. Sampled text keeps its distribution,
    /// not its random draws, even with a seed. Text bound by a grammar or a schema can only be
    /// generated again from its beginning: that is done, and checked token by token, where it is
    /// greedy or seeded; else the stream fails.
    bool resume = true;

    /// Fill Token::logprob.
    bool logprobs = false;
    /// classify: return the value of every token of the vocabulary.
    bool return_logits = false;
    /// One scale for each of LoadOptions::adapters; empty = as given at load.
    std::vector<float> adapter_scales{};

    /// Ends the request from any thread; the stream ends with `cancelled`.
    std::stop_token cancel{};
    /// Ends the request at this time; the stream ends with `deadline_exceeded`.
    std::optional<std::chrono::steady_clock::time_point> deadline{};
    /// Called from the thread that calls next(), before the first token. May be empty.
    std::function<void(const PrefillProgress&)> on_prefill{};
};

/// Checks ranges and contradictions: invalid_argument naming the option and the allowed range.
Result<void> validate(const LoadOptions& options);
/// Checks ranges and contradictions: invalid_argument naming the option and the allowed range.
Result<void> validate(const GenerateOptions& options);

}  // namespace inference
