// SPDX-License-Identifier: EUPL-1.2
#include "llamacpp/failure/rules/context_rules.h"

namespace inference::llamacpp {
namespace {

using enum FailureRule::Proof;

constexpr std::string_view kCacheTypes =
    "give the same type for both (--cache-type-k q8_0 and --cache-type-v q8_0), or leave "
    "--cache-type-v at f16, in extra_arguments";

constexpr FailureRule needs_flash(std::string_view sign, std::string_view second = "") {
    return {{sign, second},
            error,
            FailureKind::bad_argument,
            ErrorCode::invalid_argument,
            "a quantised V cache needs flash attention, which is off, or which this device does "
            "not have for this pair of types",
            "give --flash-attn on and the same type for both (--cache-type-k q8_0 and "
            "--cache-type-v q8_0), or leave --cache-type-v at f16, in extra_arguments"};
}

constexpr FailureRule cache_type(std::string_view sign, std::string_view second = "") {
    return {{sign, second},
            error,
            FailureKind::bad_argument,
            ErrorCode::invalid_argument,
            "this model's KV cache can't be of the type that was asked for",
            kCacheTypes};
}

constexpr FailureRule no_mtp(std::string_view sign, FailureRule::Proof proof) {
    return {{sign, ""},
            proof,
            FailureKind::bad_argument,
            ErrorCode::invalid_argument,
            "the model file has no MTP layers to draft with",
            "take --spec-type out of extra_arguments, or take the model's file that is made with "
            "its MTP layers"};
}

constexpr FailureRule can_not(std::string_view sign, std::string_view advice) {
    return {{sign, ""},
            error,
            FailureKind::bad_argument,
            ErrorCode::invalid_argument,
            "this model or device can't be run in the way that was asked for",
            advice};
}

constexpr std::array kContextRules = std::to_array<FailureRule>({
    needs_flash("V cache", "requires Flash Attention"),
    needs_flash("V cache", "requires flash_attn"),
    cache_type("cache type ", " does not divide n_embd_head"),
    cache_type("does not support different K", "cache types"),
    cache_type("Unsupported cache type"),
    // A tensor of the cache, or of the model, that its device can't compute with.
    {{"pre-allocated tensor (cache_", "cannot run the operation"},
     fatal,
     FailureKind::bad_argument,
     ErrorCode::invalid_argument,
     "the GPU can't work with the type that the KV cache has",
     "leave --cache-type-k and --cache-type-v at f16 (or give q8_0 for both), and take --spec-type "
     "out of extra_arguments"},
    {{"pre-allocated tensor", "cannot run the operation"},
     fatal,
     FailureKind::model_unsupported,
     ErrorCode::unsupported,
     "the GPU can't compute with a tensor of this model",
     "use a newer llama-server or another quantisation; take --spec-type and --override-tensor out "
     "of extra_arguments"},
    no_mtp("model doesn't contain MTP layers", root),
    no_mtp("failed to create MTP context", error),
    no_mtp("MTP requires n_layer_nextn > 0", fatal),
    no_mtp("MTP requires the NextN block", error),
    no_mtp("MTP block missing", fatal),
    no_mtp("MTP block is missing", fatal),
    no_mtp("MTP: missing", fatal),
    can_not("SPLIT_MODE_TENSOR requires flash_attn",
            "give --flash-attn on, or --split-mode layer, in extra_arguments"),
    can_not("encoder requires n_ubatch >= n_tokens",
            "give --ubatch-size at least as great as context_length in extra_arguments"),
    can_not("non-causal attention requires n_ubatch >= n_tokens",
            "give --ubatch-size at least as great as context_length in extra_arguments"),
    can_not("n_batch and n_ubatch cannot both be zero",
            "take --batch-size and --ubatch-size out of extra_arguments"),
    can_not("n_seq_max must be <= ", "lower parallel_slots"),
    can_not("does not support K-shift", "take the argument for it out of extra_arguments"),
    can_not("invalid value for main_gpu",
            "take --main-gpu out of extra_arguments; llama-server --list-devices shows what it "
            "has"),
    can_not("MoE cache ", "take the arguments for it out of extra_arguments"),
    {{"speculative decoding not supported by this context", ""},
     error,
     FailureKind::bad_argument,
     ErrorCode::invalid_argument,
     "this model can't be drafted for",
     "take --model-draft and --spec-type out of extra_arguments"},
});

}  // namespace

std::span<const FailureRule> context_rules() noexcept {
    return kContextRules;
}

}  // namespace inference::llamacpp
