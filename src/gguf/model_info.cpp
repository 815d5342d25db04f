// SPDX-License-Identifier: EUPL-1.2
#include "gguf/model_info.h"

#include "gguf/file_type.h"
#include "gguf/model_kind.h"
#include "gguf/size_label.h"

#include <algorithm>
#include <limits>
#include <map>

namespace inference::gguf {

namespace {

using inference::GgufKey;
using inference::GgufModel;
using inference::GgufTensor;

/// A number, or the largest of a list with one for each layer; 0 where there is none.
std::int64_t whole_number(const GgufModel& model, const std::string& name) {
    if (const auto value = model.unsigned_value(name))
        return *value <= std::numeric_limits<std::int64_t>::max()
                   ? static_cast<std::int64_t>(*value)
                   : 0;
    const GgufKey* const key = model.find(name);
    if (key == nullptr) return 0;
    const auto* list = std::get_if<std::vector<std::int64_t>>(&key->value);
    if (list == nullptr || list->empty()) return 0;
    return std::max<std::int64_t>(0, *std::max_element(list->begin(), list->end()));
}

std::uint64_t elements_of(const GgufTensor& tensor) {
    std::uint64_t elements = 1;
    for (const std::uint64_t dimension : tensor.dimensions)
        elements *= dimension;
    return elements;
}

bool is_weight_matrix(const GgufTensor& tensor) {
    return tensor.dimensions.size() > 1;
}

/// The type of most weights; empty where there is no matrix.
std::optional<std::uint32_t> prevailing_type(const std::vector<GgufTensor>& tensors) {
    std::map<std::uint32_t, std::uint64_t> elements;
    for (const GgufTensor& tensor : tensors)
        if (is_weight_matrix(tensor)) elements[tensor.type] += elements_of(tensor);
    if (elements.empty()) return std::nullopt;
    return std::max_element(elements.begin(), elements.end(),
                            [](const auto& a, const auto& b) { return a.second < b.second; })
        ->first;
}

void fill_quantisation(GgufModel& model) {
    ModelInfo& info = model.info;
    auto type = prevailing_type(model.tensors);
    if (const auto number = model.unsigned_value("general.file_type")) {
        const FileType file = file_type(*number);
        info.quantisation = file.name;
        if (!type && !file.name.empty()) type = file.tensor_type;
    }
    if (!type) return;
    const auto known = inference::gguf_tensor_type(*type);
    if (!known) {
        if (info.quantisation.empty()) info.quantisation = "type " + std::to_string(*type);
        return;
    }
    if (info.quantisation.empty()) info.quantisation = known->name;
    info.quant_bits = static_cast<std::int32_t>(known->bits);
    info.quant_group = static_cast<std::int32_t>(known->scale);
}

std::uint64_t parameters_of(const GgufModel& model) {
    if (!model.tensors.empty()) {
        std::uint64_t sum = 0;
        for (const GgufTensor& tensor : model.tensors)
            sum += elements_of(tensor);
        return sum;
    }
    if (const auto count = model.unsigned_value("general.parameter_count")) return *count;
    return parameters_of_size_label(model.text_value("general.size_label"));
}

std::int64_t vocabulary_of(const GgufModel& model, const std::string& prefix) {
    if (const GgufKey* const tokens = model.find("tokenizer.ggml.tokens"))
        if (tokens->count <= std::numeric_limits<std::int64_t>::max())
            return static_cast<std::int64_t>(tokens->count);
    return whole_number(model, prefix + "vocab_size");
}

}  // namespace

void fill_model_info(GgufModel& model) {
    ModelInfo& info = model.info;
    info.architecture = model.text_value("general.architecture");
    info.name = model.text_value("general.name");
    info.licence = model.text_value("general.license");
    info.chat_template = model.text_value("tokenizer.chat_template");
    const std::string prefix = info.architecture + ".";
    info.vocab_size = vocabulary_of(model, prefix);
    info.num_layers = whole_number(model, prefix + "block_count");
    info.hidden_size = whole_number(model, prefix + "embedding_length");
    info.num_heads = whole_number(model, prefix + "attention.head_count");
    info.num_kv_heads = whole_number(model, prefix + "attention.head_count_kv");
    if (model.find(prefix + "attention.head_count_kv") == nullptr)
        info.num_kv_heads = info.num_heads;
    info.num_experts = whole_number(model, prefix + "expert_count");
    info.sliding_window = whole_number(model, prefix + "attention.sliding_window");
    info.trained_context = whole_number(model, prefix + "context_length");
    info.parameters = parameters_of(model);
    fill_quantisation(model);
    info.kind = kind_of(model);
}

}  // namespace inference::gguf
