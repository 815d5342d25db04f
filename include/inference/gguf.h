// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <inference/error.h>
#include <inference/results.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace inference {

/// How much of a GGUF file to read.
enum class GgufDepth {
    metadata,  ///< stop as soon as what a list of models shows is known (see GgufModel::complete)
    full,      ///< every key and the tensor table
};

/// The value of one key. Integers of any width are widened; `monostate` stands for a value that
/// was only skipped: a long array (a vocabulary), a nested one, or a long text of no interest.
using GgufValue = std::variant<std::monostate, bool, std::uint64_t, std::int64_t, double,
                               std::string, std::vector<std::int64_t>, std::vector<double>>;

/// One key of the file, in the file's order.
struct GgufKey {
    std::string key;
    std::string type;         ///< e.g. "u32", "string", "array of f32"
    std::uint64_t count = 1;  ///< elements of an array, else 1
    GgufValue value;
};

/// One tensor of the table.
struct GgufTensor {
    std::string name;
    std::uint32_t type = 0;                 ///< ggml's type number
    std::vector<std::uint64_t> dimensions;  ///< 0 to 4, fastest first; none = a single number
    std::uint64_t offset = 0;               ///< bytes from the start of its part's data section
    std::uint64_t bytes = 0;                ///< 0 where the type is unknown
    std::uint32_t part = 0;                 ///< which file of a split model, from 0
};

/// What a GGUF file says about its model.
struct GgufModel {
    std::uint32_t version = 0;
    std::uint64_t tensor_count = 0;
    ModelInfo info;
    std::vector<GgufTensor> tensors;  ///< only with GgufDepth::full
    std::vector<GgufKey> keys;        ///< of the first part, as far as it was read
    std::vector<std::string> parts;   ///< the files, in order; one unless the model is split
    std::uint64_t data_offset = 0;    ///< of the first part, in bytes; 0 where it was not reached
    /// Whether every key was read. Where not, `info` lacks what usually comes last: chat_template
    /// may be empty although the model has one, and `parameters` is the rounded figure of
    /// general.size_label.
    bool complete = false;

    /// The value of a key, or null. Linear in the number of keys.
    const GgufKey* find(std::string_view key) const noexcept;
    /// An integer of whatever width, empty where the key is missing, negative, or no integer.
    std::optional<std::uint64_t> unsigned_value(std::string_view key) const noexcept;
    /// A number, integer or not.
    std::optional<double> number_value(std::string_view key) const noexcept;
    std::optional<bool> bool_value(std::string_view key) const noexcept;
    /// A text; empty where the key is missing or none. Valid as long as the model is.
    std::string_view text_value(std::string_view key) const noexcept;
};

/// A ggml tensor type: `group` numbers are stored together in `bytes` bytes.
struct GgufTensorType {
    std::string_view name;    ///< e.g. "Q4_K"
    std::uint32_t group = 0;  ///< numbers in a block
    std::uint32_t bytes = 0;  ///< of a block
    std::uint32_t scale = 0;  ///< numbers that share a scale; 0 = none has one
    std::uint32_t bits = 0;   ///< nominal bits of one number, without its scales
};

/// The type of a number in GgufTensor::type; empty where it is unknown or was removed from ggml.
std::optional<GgufTensorType> gguf_tensor_type(std::uint32_t type) noexcept;

/// A kind in words, to follow "is": "an adapter (LoRA), not a model"; valid for ever.
std::string_view describe(ModelKind kind) noexcept;

/// `bad_model` where the file is no language model: what it is, and what it is for.
Result<void> require_language_model(const ModelInfo& info);

/// Reads a model file's header: versions 2 and 3, little-endian. Never reads tensor data, never
/// allocates by an unchecked count, and survives a file that shrinks meanwhile. Any part of a split
/// model stands for the whole model. Errors (`bad_model`, `io`, `not_found`) name the file (or the
/// missing part) and, where the content is at fault, the byte offset. Thread-safe.
Result<GgufModel> read_gguf(const std::string& path, GgufDepth depth = GgufDepth::metadata);

}  // namespace inference
