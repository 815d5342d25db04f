// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <inference/error.h>
#include <inference/results.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace inference::rocm {

/// How much of a GGUF file to read.
enum class GgufDepth {
    metadata,  ///< stop as soon as what ModelInfo and discovery need is known
    full,      ///< every key and the tensor table
};

/// One tensor of the table.
struct GgufTensor {
    std::string name;
    std::uint32_t type = 0;                 ///< ggml's type number
    std::vector<std::uint64_t> dimensions;  ///< 1 to 4, fastest first
    std::uint64_t offset = 0;               ///< bytes from the start of the data section
    std::uint64_t bytes = 0;                ///< 0 where the type is unknown
};

/// What a GGUF file says about its model.
struct GgufModel {
    std::uint32_t version = 0;
    std::uint64_t tensor_count = 0;
    ModelInfo info;
    std::vector<GgufTensor> tensors;  ///< only with GgufDepth::full
};

/// Reads a model file's header: versions 2 and 3, little-endian. Never reads tensor data, never
/// allocates by an unchecked count. Errors (`bad_model`, `io`, `not_found`) name the file and,
/// where the content is at fault, the byte offset.
Result<GgufModel> read_gguf(const std::string& path, GgufDepth depth = GgufDepth::metadata);

}  // namespace inference::rocm
