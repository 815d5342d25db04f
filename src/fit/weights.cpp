// SPDX-License-Identifier: EUPL-1.2
#include "fit/weights.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <string_view>

namespace inference::fit {

namespace {

std::optional<std::size_t> block_of(std::string_view name) {
    constexpr std::string_view kPrefix = "blk.";
    if (!name.starts_with(kPrefix)) return std::nullopt;
    name.remove_prefix(kPrefix.size());
    std::size_t block = 0;
    const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), block);
    if (error != std::errc{}) return std::nullopt;
    return block;
}

/// Looked up by token, never multiplied: not worth VRAM.
bool is_input(std::string_view name) {
    return name.starts_with("token_embd.") || name.starts_with("token_embd_norm") ||
           name.starts_with("position_embd") || name.starts_with("token_types") ||
           name.starts_with("per_layer_token_embd");
}

}  // namespace

WeightShares weight_shares(const inference::GgufModel& model, std::size_t blocks) {
    WeightShares shares;
    shares.layers.resize(blocks);
    std::uint64_t embedding = 0;
    bool has_output = false;
    for (const inference::GgufTensor& tensor : model.tensors) {
        shares.all += tensor.bytes;
        if (!inference::gguf_tensor_type(tensor.type)) shares.has_unknown_type = true;
        if (tensor.name == "token_embd.weight") embedding = tensor.bytes;
        if (tensor.name == "output.weight") has_output = true;
        const auto block = block_of(tensor.name);
        if (block && *block < blocks)
            shares.layers[*block] += tensor.bytes;
        else if (is_input(tensor.name))
            shares.input += tensor.bytes;
        else
            shares.output += tensor.bytes;
    }
    // Without an output matrix the embedding serves as one: a second copy, on the GPU.
    if (!has_output) shares.output += embedding;
    return shares;
}

}  // namespace inference::fit
