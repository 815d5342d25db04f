// SPDX-License-Identifier: EUPL-1.2
#include "llamacpp/failure/rules/companion_rules.h"

namespace inference::llamacpp {
namespace {

using enum FailureRule::Proof;

constexpr std::string_view kAdapter = "check that its file is a GGUF adapter made for this model";
constexpr std::string_view kProjector = "check that its file is the one made for this model";
constexpr std::string_view kDraft =
    "take --model-draft and --spec-type out of extra_arguments, or name a draft that is made for "
    "this model";

constexpr FailureRule bad(std::string_view sign, std::string_view second, std::string_view cause,
                          std::string_view advice) {
    return {{sign, second}, error, FailureKind::bad_adapter, ErrorCode::bad_model, cause, advice};
}

constexpr std::array kCompanionRules = std::to_array<FailureRule>({
    bad("failed to load lora adapter", "", "an adapter could not be loaded", kAdapter),
    bad("failed to apply lora adapter", "", "an adapter could not be loaded", kAdapter),
    bad("LoRA arch mismatch", "", "an adapter was made for another model", kAdapter),
    bad("LoRA tensor", "", "an adapter's file is damaged or made for another model", kAdapter),
    bad("hint: maybe wrong base model", "", "an adapter was made for another model", kAdapter),
    bad("failed to load control vector", "", "a control vector could not be loaded",
        "check that the file of --control-vector is a GGUF control vector made for this model"),
    bad("control vector n_embd does not match", "", "a control vector was made for another model",
        "take --control-vector out of extra_arguments, or name one that is made for this model"),
    bad("control vectors in ", "does not match", "two control vectors are of different models",
        "give --control-vector files of one model"),
    bad("direction tensor", "invalid", "a control vector's file is damaged",
        "check that the file of --control-vector is a GGUF control vector made for this model"),
    bad("mismatch between", "mmproj", "the projector was made for another model", kProjector),
    bad("Failed to load CLIP model", "", "the projector could not be loaded", kProjector),
    bad("failed to load CLIP model", "", "the projector could not be loaded", kProjector),
    bad("unknown projector type", "", "this llama-server does not know the projector's type",
        "use a newer llama-server"),
    bad("unknown vision projector type", "", "this llama-server does not know the projector's type",
        "use a newer llama-server"),
    bad("failed to load multimodal model", "", "the projector could not be loaded", kProjector),
    bad("This GGUF does not support multimodal", "", "the model file was made without pictures",
        "take --mmproj out of extra_arguments, or convert the model again"),
    bad("draft model vocab must match target model", "",
        "the draft model's vocabulary is not this model's", kDraft),
    bad("failed to load draft model", "", "the draft model could not be loaded",
        "check its file as you would a model's"),
    bad("failed to initialize speculative decoding", "", "the draft could not be set up", kDraft),
    bad("EAGLE3 model requires", "", "the draft model's file is incomplete", kDraft),
    bad("EAGLE3 requires", "", "the draft model's file is incomplete", kDraft),
    bad("DFlash", "requires", "the draft model's file is incomplete or of another model", kDraft),
    bad("DSpark", "requires", "the draft model's file is incomplete or of another model", kDraft),
    bad("EAGLE3 decoder requires", "", "this file is a draft, not a model of its own",
        "name the model that it drafts for, and the file with --model-draft in extra_arguments"),
    bad("requires ctx_other to be set", "", "this file is a draft, not a model of its own",
        "name the model that it drafts for, and the file with --model-draft in extra_arguments"),
});

}  // namespace

std::span<const FailureRule> companion_rules() noexcept {
    return kCompanionRules;
}

}  // namespace inference::llamacpp
