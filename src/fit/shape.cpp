// SPDX-License-Identifier: EUPL-1.2
#include "fit/shape.h"

#include "fit/architectures.h"
#include "fit/hyperparameters.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <string_view>
#include <system_error>

namespace inference::fit {

namespace {

// Bounds far above any model and low enough that no figure overflows.
constexpr std::uint64_t kMostLayers = 1024;
constexpr std::uint64_t kMostHeads = 1 << 16;
constexpr std::uint64_t kMostExpertsUsed = 1 << 12;
constexpr std::uint64_t kWidest = 1 << 22;
constexpr std::uint64_t kLargestState = 1ULL << 32;
// llama.cpp's own default where a llama4 file does not name it.
constexpr std::uint64_t kChunk = 8192;

bool is_latent(const Hyperparameters& keys) {
    return keys.get("attention.key_length_mla") > 0 && keys.get("attention.value_length_mla") > 0;
}

bool is_recurrent(const Hyperparameters& keys, const Architecture& traits, std::size_t layer) {
    if (traits.every_layer_recurrent) return true;
    if (keys.is_list("attention.recurrent_layers"))
        return keys.at("attention.recurrent_layers", layer) != 0;
    const bool has_state = keys.get("ssm.conv_kernel") > 0 || keys.get("shortconv.l_cache") > 0 ||
                           keys.get("kda.head_dim") > 0 || keys.get("wkv.head_size") > 0;
    if (!has_state) return false;
    if (traits.full_attention_interval > 0) {
        const std::uint64_t interval =
            keys.get("full_attention_interval", traits.full_attention_interval);
        return interval > 0 && (layer + 1) % interval != 0;
    }
    // Hybrids give their recurrent layers no KV heads (and no feed-forward of their own).
    return keys.at("attention.head_count_kv", layer) == 0 &&
           (!keys.is_list("feed_forward_length") || keys.at("feed_forward_length", layer) == 0 ||
            keys.get("shortconv.l_cache") > 0);
}

bool is_sliding(const Hyperparameters& keys, const Architecture& traits, std::size_t layer) {
    constexpr const char* kPattern = "attention.sliding_window_pattern";
    if (keys.is_list(kPattern)) return keys.at(kPattern, layer) != 0;
    const std::uint64_t period = keys.get(kPattern, traits.window.period);
    if (period == 0) return false;
    return traits.window.full_first ? layer % period != 0 : layer % period < period - 1;
}

/// So that the square of it, for every head, can't overflow; is_sane refuses what is cut here.
std::uint64_t bounded_head(std::uint64_t head) {
    return std::min<std::uint64_t>(head, 1 << 20);
}

/// Numbers of a recurrent layer's state: what the convolution remembers, and the state proper.
std::uint64_t state_of(const Hyperparameters& keys, const ModelShape& shape) {
    if (const std::uint64_t cache = keys.get("shortconv.l_cache"); cache > 0)
        return shape.hidden * (cache - 1);
    const std::uint64_t convolution = keys.get("ssm.conv_kernel");
    const std::uint64_t remembered = convolution > 0 ? convolution - 1 : 0;
    if (const std::uint64_t head = bounded_head(keys.get("kda.head_dim")); head > 0)
        return shape.heads * (3 * remembered * head + head * head);
    if (const std::uint64_t head = keys.get("wkv.head_size"); head > 0)
        return shape.hidden * (keys.get("token_shift_count", 2) + head);
    const std::uint64_t inner = keys.get("ssm.inner_size");
    const std::uint64_t state = keys.get("ssm.state_size");
    if (inner > 0)
        return remembered * (inner + 2 * keys.get("ssm.group_count") * state) + inner * state;
    // Linear attention: a square for each head.
    const std::uint64_t head =
        bounded_head(keys.get("attention.key_length", shape.hidden / shape.heads));
    return shape.heads * head * head;
}

void set_attention_layer(LayerShape& layer, const Hyperparameters& keys, const Architecture& traits,
                         const ModelShape& shape, std::size_t index) {
    const std::uint64_t heads = keys.at("attention.head_count_kv", index, shape.heads);
    if (heads == 0) return;
    const std::uint64_t head_width = shape.heads > 0 ? shape.hidden / shape.heads : 0;
    layer.sliding = shape.window > 0 && is_sliding(keys, traits, index);
    std::uint64_t key = keys.get("attention.key_length", head_width);
    std::uint64_t value = keys.get("attention.value_length", head_width);
    if (layer.sliding) {
        key = keys.get("attention.key_length_swa", key);
        value = keys.get("attention.value_length_swa", value);
    }
    layer.key_width = heads * key;
    // Latent attention caches one vector that is both.
    layer.value_width = is_latent(keys) ? 0 : heads * value;

    if (const std::uint64_t ratio = keys.at("attention.compress_ratios", index);
        shape.architecture == "deepseek4") {
        layer.window_width = layer.key_width;
        layer.sliding = false;
        layer.value_width = 0;
        layer.tokens_per_cell = std::max<std::uint64_t>(ratio, 1);
        if (ratio == 0) layer.key_width = 0;
        if (ratio > 0 && ratio <= 4) layer.index_width = keys.get("attention.indexer.key_length");
    } else if (shape.has_index && !layer.sliding &&
               (!keys.is_list("attention.indexer.types") ||
                keys.at("attention.indexer.types", index) != 0)) {
        layer.index_width = keys.get("attention.indexer.key_length");
        // Figures of llama-fit-params, whose reasons are not known here.
        if (shape.architecture == "glm5-next") layer.index_width *= 3;
        if (shape.architecture == "qwen4exp") layer.index_width *= 2;
        if (shape.architecture == "minimax-m3")
            layer.index_width *= index < keys.get("leading_dense_block_count") ? 0 : 2;
    }
}

void set_widths(ModelShape& shape, const Hyperparameters& keys) {
    const std::uint64_t head_width = shape.heads > 0 ? shape.hidden / shape.heads : 0;
    const std::uint64_t kv_heads = keys.get("attention.head_count_kv", shape.heads);
    const std::uint64_t key = keys.get("attention.key_length", head_width);
    const std::uint64_t value = keys.get("attention.value_length", head_width);
    shape.query_width = shape.heads * key;
    shape.key_width = kv_heads * key;
    shape.value_width = kv_heads * value;
    if (is_latent(keys))
        shape.latent_width = shape.heads * (keys.get("attention.kv_lora_rank") + value) +
                             shape.heads * keys.get("attention.key_length_mla");
    if (is_latent(keys)) shape.latent_rank = keys.get("attention.kv_lora_rank");
    // Latent attention that is unfolded before it is cached.
    else if (const std::uint64_t rank = keys.get("attention.kv_lora_rank"); rank > 0)
        shape.latent_width =
            2 * shape.query_width + rank + key + shape.heads * (key + value) - 2 * shape.key_width;
    shape.experts_used = keys.get("expert_count") > 0 ? keys.get("expert_used_count") : 0;
    if (const std::uint64_t inner = keys.get("ssm.inner_size"); inner > 0)
        shape.recurrent_width =
            6 * inner + 6 * keys.get("ssm.group_count") * keys.get("ssm.state_size");
    else if (keys.get("kda.head_dim") > 0)
        shape.recurrent_width = 12 * shape.heads * keys.get("kda.head_dim");
}

/// Which layers have experts stands in no key that all architectures share: the tensors tell.
void set_feed_forward(ModelShape& shape, const Hyperparameters& keys,
                      const inference::GgufModel& model) {
    for (std::size_t i = 0; i < shape.layers.size(); ++i)
        shape.layers[i].feed_forward = keys.at("feed_forward_length", i);
    for (const inference::GgufTensor& tensor : model.tensors) {
        constexpr std::string_view kBlock = "blk.";
        const std::string_view name = tensor.name;
        if (!name.starts_with(kBlock) || tensor.dimensions.size() < 2) continue;
        std::size_t layer = 0;
        const auto [end, error] =
            std::from_chars(name.data() + kBlock.size(), name.data() + name.size(), layer);
        if (error != std::errc{} || layer >= shape.layers.size()) continue;
        const std::string_view rest(end, static_cast<std::size_t>(name.data() + name.size() - end));
        const bool experts = rest == ".ffn_down_exps.weight";
        if (!experts && rest != ".ffn_down.weight") continue;
        if (!experts && shape.layers[layer].experts) continue;
        shape.layers[layer].experts = experts;
        shape.layers[layer].feed_forward = tensor.dimensions.front();
    }
}

bool is_sane(const ModelShape& shape) {
    if (shape.heads > kMostHeads || shape.experts_used > kMostExpertsUsed) return false;
    if (std::max({shape.query_width, shape.key_width, shape.value_width, shape.hidden}) > kWidest)
        return false;
    if (shape.recurrent_width > 16 * kWidest || shape.latent_width > 16 * kWidest) return false;
    return std::all_of(shape.layers.begin(), shape.layers.end(), [](const LayerShape& layer) {
        return layer.key_width <= kWidest && layer.feed_forward <= kWidest &&
               layer.value_width <= kWidest && layer.index_width <= kWidest &&
               layer.state <= kLargestState;
    });
}

}  // namespace

Result<ModelShape> shape_of(const inference::GgufModel& model) {
    const Hyperparameters keys(model);
    const Architecture traits = architecture(model.info.architecture);
    ModelShape shape;
    shape.architecture = model.info.architecture;
    shape.hidden = keys.get("embedding_length");
    const std::uint64_t blocks = keys.get("block_count");
    if (blocks == 0 || blocks > kMostLayers || shape.hidden == 0)
        return fail(ErrorCode::bad_model,
                    fmt::format("fit: {} names no sane number of layers and no hidden size",
                                model.info.path));
    shape.heads = keys.get("attention.head_count");
    if (shape.heads == 0) shape.heads = 1;
    shape.vocabulary = static_cast<std::uint64_t>(std::max<std::int64_t>(model.info.vocab_size, 0));
    shape.vocabulary = std::min(shape.vocabulary, Hyperparameters::kMost);
    shape.trained_context = keys.get("context_length");
    shape.has_cache = traits.has_cache && keys.get("attention.causal", 1) != 0;
    shape.can_flash = traits.can_flash;
    shape.has_index = keys.get("attention.indexer.head_count") > 0 &&
                      keys.get("attention.indexer.key_length") > 0;
    shape.window = keys.get("attention.sliding_window");
    if (shape.architecture == "llama4" && !keys.has("attention.sliding_window"))
        shape.window = kChunk;
    // llama.cpp follows exaone4's window only for its 64-layer model.
    if (traits.ignores_window || (shape.architecture == "exaone4" && blocks != 64))
        shape.window = 0;

    if (!traits.known)
        shape.mark_approximate(fmt::format("'{}' was never compared with llama.cpp's own figures",
                                           shape.architecture));
    if (!traits.exact_cache)
        shape.mark_approximate(
            fmt::format("the cache of '{}' is only known roughly", shape.architecture));
    if (shape.window > 0 && !keys.has("attention.sliding_window_pattern") &&
        traits.window.period == 0)
        shape.mark_approximate("which layers keep only the sliding window is not in the file");

    set_widths(shape, keys);
    // The last layers may predict further tokens (not run) or share the cache of earlier ones.
    const std::uint64_t without_cache =
        keys.get("nextn_predict_layers") + keys.get("attention.shared_kv_layers");
    for (std::size_t i = 0; i < blocks; ++i) {
        LayerShape layer;
        const bool recurrent = is_recurrent(keys, traits, i);
        if (recurrent) {
            layer.state = state_of(keys, shape);
            shape.quadratic_in_batch =
                shape.quadratic_in_batch || shape.architecture == "minimax-01";
        }
        const bool attends = shape.architecture == "falcon-h1" || !recurrent;
        const bool only_feed_forward =
            shape.architecture.starts_with("nemotron_h") && keys.at("feed_forward_length", i) > 0;
        if (attends && !only_feed_forward && shape.has_cache && i + without_cache < blocks)
            set_attention_layer(layer, keys, traits, shape, i);
        shape.layers.push_back(layer);
    }
    set_feed_forward(shape, keys, model);
    if (!is_sane(shape))
        return fail(ErrorCode::bad_model,
                    fmt::format("fit: {} claims dimensions that no model has", model.info.path));
    return shape;
}

}  // namespace inference::fit
