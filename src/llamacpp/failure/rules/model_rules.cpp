// SPDX-License-Identifier: EUPL-1.2
#include "llamacpp/failure/rules/model_rules.h"

namespace inference::llamacpp {
namespace {

using enum FailureRule::Proof;

constexpr std::string_view kConvert = "convert the model again with a tool as new as the server";
constexpr std::string_view kForOllama =
    "take a GGUF of this model that is made for llama.cpp; this one is made for Ollama's own "
    "engine, and no llama-server runs it";
constexpr std::string_view kForPictures =
    "no llama-server runs it: it is for stable-diffusion.cpp or ComfyUI";

constexpr FailureRule foreign(std::string_view name, std::string_view cause,
                              std::string_view advice) {
    return {{"unknown model architecture", name},
            error,
            FailureKind::model_foreign,
            ErrorCode::unsupported,
            cause,
            advice};
}

// Names that Ollama's engine uses where llama.cpp uses others.
constexpr FailureRule of_ollama(std::string_view name) {
    return foreign(name, "the file is made for Ollama's own engine", kForOllama);
}

// What the converters of ComfyUI and stable-diffusion.cpp write.
constexpr FailureRule pictures(std::string_view name) {
    return foreign(name, "the file is a model that makes pictures or films", kForPictures);
}

bool has_more_tensors_than_used(std::string_view line) noexcept {
    const auto expected = number_after(line, "expected");
    const auto got = number_after(line, "got");
    return expected && got && *expected > *got;
}

constexpr std::array kModelRules = std::to_array<FailureRule>({
    of_ollama("'gptoss'"),
    of_ollama("'mllama'"),
    of_ollama("'qwen25vl'"),
    of_ollama("'glmocr'"),
    of_ollama("'deepseekocr'"),
    of_ollama("'glm4moelite'"),
    pictures("'flux'"),
    pictures("'sd1'"),
    pictures("'sd3'"),
    pictures("'sdxl'"),
    pictures("'aura'"),
    pictures("'hidream'"),
    pictures("'cosmos'"),
    pictures("'ltxv'"),
    pictures("'hyvid'"),
    pictures("'wan'"),
    pictures("'lumina2'"),
    pictures("'qwen_image'"),
    pictures("'pig'"),
    foreign("'controlvector'", "the file is a control vector, not a model",
            "name the model, and this file with --control-vector in extra_arguments"),
    foreign("'whisper'", "the file is a model that writes down speech",
            "no llama-server runs it: it is for whisper.cpp"),
    {{"unknown model architecture", ""},
     error,
     FailureKind::model_unsupported,
     ErrorCode::unsupported,
     "this llama-server does not know the model's architecture",
     "use a newer llama-server; where the newest does not know it either, the file is made for "
     "another program"},
    {{"cannot be used as main model", ""},
     error,
     FailureKind::model_foreign,
     ErrorCode::bad_model,
     "the file is a projector for pictures, not a model",
     "name the model's own file, and this one with --mmproj in extra_arguments"},
    {{"wrong number of tensors", ""},
     error,
     FailureKind::model_unsupported,
     ErrorCode::unsupported,
     "the model file has tensors that this llama-server does not know",
     "use a newer llama-server; a file of Ollama's library may hold its projector as well: take "
     "a GGUF of this model that is made for llama.cpp",
     has_more_tensors_than_used},
    {{"wrong number of tensors", ""},
     error,
     FailureKind::model_damaged,
     ErrorCode::bad_model,
     "the model file has other tensors than its architecture",
     kConvert},
    {{"too many tensors created", ""},
     error,
     FailureKind::model_damaged,
     ErrorCode::bad_model,
     "the model file has fewer tensors than its architecture",
     kConvert},
    {{"key not found in model", ""},
     error,
     FailureKind::model_damaged,
     ErrorCode::bad_model,
     "the model file lacks a key",
     "use a newer llama-server or another file of this model: it may be of another kind, made for "
     "another engine, or converted by an old tool"},
    {{"has wrong shape", ""},
     error,
     FailureKind::model_damaged,
     ErrorCode::bad_model,
     "a tensor of the model has the wrong shape",
     kConvert},
    {{"tensor '", "' not found"},
     error,
     FailureKind::model_damaged,
     ErrorCode::bad_model,
     "the model file lacks a tensor",
     "use a newer llama-server, or another file of this model: it may be converted by an old tool, "
     "or made for another engine"},
    {{"has wrong type", "expected type"},
     error,
     FailureKind::model_damaged,
     ErrorCode::bad_model,
     "a key of the model file has the wrong type",
     kConvert},
    {{"has wrong array", ""},
     error,
     FailureKind::model_damaged,
     ErrorCode::bad_model,
     "a key of the model file has the wrong length or type",
     kConvert},
    {{"array length ", "exceeds max"},
     error,
     FailureKind::model_unsupported,
     ErrorCode::unsupported,
     "the model has more layers, or longer lists, than this llama-server takes",
     "use a newer llama-server"},
    {{"expected scalar, found array for key", ""},
     error,
     FailureKind::model_damaged,
     ErrorCode::bad_model,
     "a key of the model file has the wrong type",
     "use a newer llama-server, or convert the model again"},
    {{"error loading model hyperparameters", ""},
     error,
     FailureKind::model_damaged,
     ErrorCode::bad_model,
     "the model file's own figures contradict each other",
     "use a newer llama-server, or convert the model again with a tool as new as the server"},
    {{"failed to find a compatible buffer type for tensor", ""},
     error,
     FailureKind::model_unsupported,
     ErrorCode::unsupported,
     "no device of this llama-server can hold a tensor of the model",
     "use another quantisation of the model, or take --device and --override-tensor out of "
     "extra_arguments"},
});

}  // namespace

std::span<const FailureRule> model_rules() noexcept {
    return kModelRules;
}

}  // namespace inference::llamacpp
