// SPDX-License-Identifier: EUPL-1.2
#include "gguf/model_kind.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace inference::gguf {

namespace {

using inference::GgufKey;
using inference::GgufModel;
using inference::GgufTensor;
using inference::ModelKind;

// Architectures of models that make pictures or films, as the converters of stable-diffusion.cpp
// and ComfyUI write them.
constexpr std::array kPictureModels =
    std::to_array<std::string_view>({"flux", "sd1", "sd3", "sdxl", "aura", "hidream", "cosmos",
                                     "ltxv", "hyvid", "wan", "lumina2", "qwen_image", "pig"});

// What such a file's tensors are called where it has no general.architecture at all.
constexpr std::array kPictureTensors =
    std::to_array<std::string_view>({"model.diffusion_model.", "first_stage_model.",
                                     "cond_stage_model.", "double_blocks.", "joint_blocks."});

bool has_key_below(const GgufModel& model, std::string_view prefix) {
    return std::ranges::any_of(model.keys,
                               [&](const GgufKey& key) { return key.key.starts_with(prefix); });
}

bool is_picture_model(const GgufModel& model, std::string_view architecture) {
    if (std::ranges::find(kPictureModels, architecture) != kPictureModels.end()) return true;
    return std::ranges::any_of(model.tensors, [](const GgufTensor& tensor) {
        return std::ranges::any_of(kPictureTensors, [&](std::string_view prefix) {
            return tensor.name.starts_with(prefix);
        });
    });
}

bool is_adapter(const GgufModel& model) {
    if (has_key_below(model, "adapter.")) return true;
    return !model.tensors.empty() &&
           std::ranges::all_of(model.tensors, [](const GgufTensor& tensor) {
               return tensor.name.ends_with(".lora_a") || tensor.name.ends_with(".lora_b");
           });
}

}  // namespace

ModelKind kind_of(const GgufModel& model) {
    const auto type = model.text_value("general.type");
    const auto architecture = model.text_value("general.architecture");
    if (type == "imatrix" || has_key_below(model, "imatrix.")) return ModelKind::importance_matrix;
    if (type == "mmproj" || architecture == "clip") return ModelKind::projector;
    if (architecture == "controlvector") return ModelKind::control_vector;
    if (type == "adapter" || is_adapter(model)) return ModelKind::adapter;
    const bool has_layers = model.find(std::string(architecture) + ".block_count") != nullptr;
    const bool has_vocabulary = has_key_below(model, "tokenizer.");
    if (!has_layers && is_picture_model(model, architecture)) return ModelKind::picture_model;
    if (!has_layers && !has_vocabulary) return ModelKind::other;
    if (has_vocabulary && model.tensor_count == 0) return ModelKind::vocabulary;
    return ModelKind::language_model;
}

}  // namespace inference::gguf

namespace inference {

namespace {

struct KindWords {
    std::string_view what;
    std::string_view use;
};

KindWords words_of(ModelKind kind) {
    switch (kind) {
        case ModelKind::adapter:
            return {
                "an adapter (LoRA), not a model",
                "name the model that it was made for; llama-server takes this file with --lora"};
        case ModelKind::projector:
            return {"a projector for pictures or sound, not a model",
                    "name the model that it was made for; llama-server takes this file with "
                    "--mmproj"};
        case ModelKind::control_vector:
            return {"a control vector, not a model",
                    "name the model that it was made for; llama-server takes this file with "
                    "--control-vector"};
        case ModelKind::importance_matrix:
            return {"an importance matrix, not a model",
                    "it is for llama-quantize (--imatrix); name a model's file"};
        case ModelKind::vocabulary:
            return {"a vocabulary without a model", "name the model's own file"};
        case ModelKind::picture_model:
            return {"a model that makes pictures or films, not a language model",
                    "it is for stable-diffusion.cpp or ComfyUI, and no llama-server runs it"};
        case ModelKind::other:
            return {"no language model (it has neither layers nor a vocabulary)",
                    "it is for another program, and no llama-server runs it"};
        case ModelKind::language_model:
            break;
    }
    return {"a language model", ""};
}

}  // namespace

std::string_view describe(ModelKind kind) noexcept {
    return words_of(kind).what;
}

Result<void> require_language_model(const ModelInfo& info) {
    if (info.kind == ModelKind::language_model) return {};
    const KindWords words = words_of(info.kind);
    return fail(ErrorCode::bad_model,
                fmt::format("gguf: {} is {}: {}", info.path, words.what, words.use));
}

}  // namespace inference
