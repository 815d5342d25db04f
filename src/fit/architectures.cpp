// SPDX-License-Identifier: EUPL-1.2
#include "fit/architectures.h"

#include <algorithm>
#include <array>

namespace inference::fit {

namespace {

// Whose figures were compared with llama-fit-params (docs/fit-comparison.md). Sorted.
constexpr std::array<std::string_view, 124> kCompared{
    "afmoe",         "arcee",          "arctic",
    "baichuan",      "bailingmoe",     "bailingmoe2",
    "bailingmoe3",   "bloom",          "chatglm",
    "codeshell",     "cogvlm",         "cohere2",
    "cohere2moe",    "command-r",      "dbrx",
    "deci",          "deepseek",       "deepseek2",
    "deepseek32",    "deepseek4",      "dots1",
    "dots3note",     "dream",          "ernie4_5",
    "ernie4_5-moe",  "exaone",         "exaone-moe",
    "exaone4",       "falcon",         "falcon-h1",
    "gemma",         "gemma2",         "gemma3",
    "glm-dsa",       "glm4",           "glm4moe",
    "glm5-next",     "gpt-oss",        "gpt2",
    "gptneox",       "granite",        "granite_swa",
    "granitehybrid", "granitemoe",     "grok",
    "grovemoe",      "hrm_text",       "hunyuan-dense",
    "hunyuan-moe",   "hunyuan_vl",     "hy_v3",
    "hy_v4",         "internlm2",      "jais",
    "jais2",         "jamba",          "k2-horizon",
    "kimi-k3",       "kimi-linear",    "laguna",
    "lfm2",          "lfm2moe",        "llada",
    "llada-moe",     "llama",          "llama4",
    "maincoder",     "maion-coder",    "mamba",
    "mamba2",        "maple",          "mellum",
    "mimo2",         "minicpm",        "minicpm3",
    "minimax-01",    "minimax-m2",     "minimax-m3",
    "mistral3",      "mistral4",       "mpt",
    "muse-glimmer",  "nanbeige",       "nemotron",
    "nemotron_h",    "nemotron_h_moe", "olmo",
    "olmo2",         "olmoe",          "openelm",
    "orion",         "paddleocr",      "pangu-embedded",
    "phi2",          "phi3",           "phimoe",
    "plamo",         "plamo2",         "plamo3",
    "pockettts",     "qwen",           "qwen2",
    "qwen2moe",      "qwen2vl",        "qwen3",
    "qwen35",        "qwen35moe",      "qwen3moe",
    "qwen3next",     "qwen3tts",       "qwen3vl",
    "qwen3vlmoe",    "qwen4exp",       "refact",
    "rnd1",          "seed_oss",       "smallthinker",
    "smollm3",       "spark2_5",       "stablelm",
    "starcoder",     "starcoder2",     "talkie",
    "xverse"};

static_assert(std::is_sorted(kCompared.begin(), kCompared.end()));

struct NamedRule {
    std::string_view name;
    WindowRule rule;
};

constexpr std::array kWindowRules{
    NamedRule{"afmoe", {4, false}},        NamedRule{"cohere2", {4, false}},
    NamedRule{"exaone-moe", {4, false}},   NamedRule{"exaone4", {4, false}},
    NamedRule{"gemma2", {2, false}},       NamedRule{"gemma3", {6, false}},
    NamedRule{"gemma3n", {5, false}},      NamedRule{"gpt-oss", {2, false}},
    NamedRule{"laguna", {4, true}},        NamedRule{"llama4", {4, false}},
    NamedRule{"muse-glimmer", {4, false}}, NamedRule{"olmo2", {4, false}},
    NamedRule{"plamo3", {8, false}},       NamedRule{"smallthinker", {4, true}},
};

template <class... Names>
bool is_one_of(std::string_view name, Names... names) noexcept {
    return ((name == names) || ...);
}

}  // namespace

Architecture architecture(std::string_view name) noexcept {
    Architecture traits;
    traits.known = std::binary_search(kCompared.begin(), kCompared.end(), name);
    const auto rule = std::find_if(kWindowRules.begin(), kWindowRules.end(),
                                   [&](const NamedRule& named) { return named.name == name; });
    if (rule != kWindowRules.end()) traits.window = rule->rule;
    traits.has_cache = !is_one_of(name, "dream", "llada", "llada-moe", "rnd1", "bert", "nomic-bert",
                                  "jina-bert-v2", "modern-bert", "t5encoder", "gemma-embedding");
    traits.can_flash = name != "grok";
    traits.ignores_window = is_one_of(name, "phi3", "phimoe");
    traits.every_layer_recurrent =
        is_one_of(name, "mamba", "mamba2", "falcon-h1", "rwkv6", "rwkv7", "rwkv6qwen2", "arwkv7");
    if (is_one_of(name, "qwen3next", "qwen35", "qwen35moe")) traits.full_attention_interval = 4;
    traits.exact_cache = !is_one_of(name, "deepseek4", "glm5-next", "qwen4exp");
    return traits;
}

}  // namespace inference::fit
