// SPDX-License-Identifier: EUPL-1.2
#include <inference/gguf.h>

#include <array>

namespace inference {

namespace {

// By ggml's type number; an empty name marks one that ggml removed. Block sizes as in ggml 0.27.
// `scale` is the size of the smallest group with a scale of its own.
constexpr std::array<GgufTensorType, 43> kTypes{{
    {"F32", 1, 4, 0, 32},
    {"F16", 1, 2, 0, 16},
    {"Q4_0", 32, 18, 32, 4},
    {"Q4_1", 32, 20, 32, 4},
    {},
    {},
    {"Q5_0", 32, 22, 32, 5},
    {"Q5_1", 32, 24, 32, 5},
    {"Q8_0", 32, 34, 32, 8},
    {"Q8_1", 32, 36, 32, 8},
    {"Q2_K", 256, 84, 16, 2},
    {"Q3_K", 256, 110, 16, 3},
    {"Q4_K", 256, 144, 32, 4},
    {"Q5_K", 256, 176, 32, 5},
    {"Q6_K", 256, 210, 16, 6},
    {"Q8_K", 256, 292, 256, 8},
    {"IQ2_XXS", 256, 66, 32, 2},
    {"IQ2_XS", 256, 74, 16, 2},
    {"IQ3_XXS", 256, 98, 32, 3},
    {"IQ1_S", 256, 50, 32, 1},
    {"IQ4_NL", 32, 18, 32, 4},
    {"IQ3_S", 256, 110, 32, 3},
    {"IQ2_S", 256, 82, 16, 2},
    {"IQ4_XS", 256, 136, 32, 4},
    {"I8", 1, 1, 0, 8},
    {"I16", 1, 2, 0, 16},
    {"I32", 1, 4, 0, 32},
    {"I64", 1, 8, 0, 64},
    {"F64", 1, 8, 0, 64},
    {"IQ1_M", 256, 56, 16, 1},
    {"BF16", 1, 2, 0, 16},
    {},
    {},
    {},
    {"TQ1_0", 256, 54, 256, 2},
    {"TQ2_0", 256, 66, 256, 2},
    {},
    {},
    {},
    {"MXFP4", 32, 17, 32, 4},
    {"NVFP4", 64, 36, 16, 4},
    {"Q1_0", 128, 18, 128, 1},
    {"Q2_0", 64, 18, 64, 2},
}};

}  // namespace

std::optional<GgufTensorType> gguf_tensor_type(std::uint32_t type) noexcept {
    if (type >= kTypes.size() || kTypes[type].group == 0) return std::nullopt;
    return kTypes[type];
}

}  // namespace inference
