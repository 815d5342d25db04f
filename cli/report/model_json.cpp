// SPDX-License-Identifier: EUPL-1.2
#include "report/model_json.h"

#include <cmath>

namespace rocinfer_cli {

namespace {

using nlohmann::ordered_json;

/// JSON has no infinities.
ordered_json json_number(double value) {
    if (!std::isfinite(value)) return std::isnan(value) ? "nan" : value < 0 ? "-inf" : "inf";
    return value;
}

struct ValueToJson {
    ordered_json operator()(std::monostate) const { return nullptr; }
    ordered_json operator()(double value) const { return json_number(value); }
    ordered_json operator()(const std::vector<double>& values) const {
        ordered_json list = ordered_json::array();
        for (const double value : values)
            list.push_back(json_number(value));
        return list;
    }
    template <class T>
    ordered_json operator()(const T& value) const {
        return value;
    }
};

ordered_json tensor_json(const inference::GgufTensor& tensor) {
    const auto type = inference::gguf_tensor_type(tensor.type);
    ordered_json json{
        {"name", tensor.name},
        {"type", type ? std::string(type->name) : "unknown " + std::to_string(tensor.type)},
        {"dimensions", tensor.dimensions},
        {"offset", tensor.offset},
        {"bytes", tensor.bytes}};
    if (tensor.part > 0) json["part"] = tensor.part;
    return json;
}

}  // namespace

ordered_json to_json(const inference::ModelInfo& info) {
    return {{"path", info.path},
            {"kind", to_string(info.kind)},
            {"architecture", info.architecture},
            {"name", info.name},
            {"licence", info.licence},
            {"quantisation", info.quantisation},
            {"quant_bits", info.quant_bits},
            {"quant_group", info.quant_group},
            {"file_bytes", info.file_bytes},
            {"parameters", info.parameters},
            {"vocab_size", info.vocab_size},
            {"num_layers", info.num_layers},
            {"hidden_size", info.hidden_size},
            {"num_heads", info.num_heads},
            {"num_kv_heads", info.num_kv_heads},
            {"num_experts", info.num_experts},
            {"sliding_window", info.sliding_window},
            {"trained_context", info.trained_context}};
}

ordered_json to_json(const inference::GgufModel& model) {
    ordered_json json = to_json(model.info);
    json["chat_template"] = model.info.chat_template;
    json["gguf_version"] = model.version;
    json["parts"] = model.parts;
    json["data_offset"] = model.data_offset;
    json["keys"] = ordered_json::array();
    for (const auto& key : model.keys)
        json["keys"].push_back({{"key", key.key},
                                {"type", key.type},
                                {"count", key.count},
                                {"value", std::visit(ValueToJson{}, key.value)}});
    json["tensors"] = ordered_json::array();
    for (const auto& tensor : model.tensors)
        json["tensors"].push_back(tensor_json(tensor));
    return json;
}

std::string to_text(const ordered_json& json) {
    return json.dump(2, ' ', false, ordered_json::error_handler_t::replace) + '\n';
}

}  // namespace rocinfer_cli
