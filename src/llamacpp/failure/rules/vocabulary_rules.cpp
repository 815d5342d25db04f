// SPDX-License-Identifier: EUPL-1.2
#include "llamacpp/failure/rules/vocabulary_rules.h"

namespace inference::llamacpp {
namespace {

using enum FailureRule::Proof;

constexpr std::string_view kNewer = "use a newer llama-server";
constexpr std::string_view kConvert =
    "convert the model again with a tool as new as the server, or take another file of this model";

constexpr FailureRule incomplete(std::string_view sign) {
    return {{sign, ""},
            error,
            FailureKind::model_damaged,
            ErrorCode::bad_model,
            "the model file's vocabulary is incomplete, or not as this llama-server takes it",
            kConvert};
}

// The engine reads the template at its start, whoever asks for chat or not.
constexpr FailureRule chat_template(std::string_view sign, FailureRule::Proof proof) {
    return {{sign, ""},
            proof,
            FailureKind::bad_chat_template,
            ErrorCode::bad_model,
            "the model's chat template can't be read",
            "give --chat-template chatml, or a --chat-template-file that is made for this model, "
            "in extra_arguments"};
}

constexpr std::array kVocabularyRules = std::to_array<FailureRule>({
    {{"unknown tokenizer", ""},
     error,
     FailureKind::model_unsupported,
     ErrorCode::unsupported,
     "this llama-server does not know the model's vocabulary",
     kNewer},
    {{"unknown pre-tokenizer type", ""},
     error,
     FailureKind::model_unsupported,
     ErrorCode::unsupported,
     "this llama-server does not know how the model splits its text",
     kNewer},
    {{"unsupported vocab type", ""},
     error,
     FailureKind::model_unsupported,
     ErrorCode::unsupported,
     "this llama-server does not know the model's vocabulary",
     kNewer},
    incomplete("cannot find tokenizer merges"),
    incomplete("cannot find tokenizer vocab"),
    incomplete("invalid gguf type for tokenizer"),
    incomplete("Tokenizer not initialized"),
    incomplete("error loading model vocabulary"),
    chat_template("common_chat_templates_init: error", root),
    chat_template("failed to initialize chat template", root),
    chat_template("chat template parsing error", error),
    chat_template("the supplied chat template is not supported", error),
    chat_template("custom template is not supported", error),
    chat_template("Template application failed", general),
    chat_template("Unable to generate parser for this template", error),
});

}  // namespace

std::span<const FailureRule> vocabulary_rules() noexcept {
    return kVocabularyRules;
}

}  // namespace inference::llamacpp
