// SPDX-License-Identifier: EUPL-1.2
#include "support/gguf_writer.h"

#include <inference/gguf.h>

#include <bit>
#include <filesystem>
#include <fstream>
#include <stdexcept>

namespace test_support {

namespace {

std::uint64_t padded(std::uint64_t bytes, std::uint64_t alignment) {
    return (bytes + alignment - 1) / alignment * alignment;
}

std::uint64_t size_of(std::uint32_t type, const std::vector<std::uint64_t>& dimensions) {
    const auto known = inference::gguf_tensor_type(type);
    if (!known) throw std::invalid_argument("gguf_writer: unknown tensor type");
    std::uint64_t elements = 1;
    for (const std::uint64_t dimension : dimensions)
        elements *= dimension;
    return elements / known->group * known->bytes;
}

}  // namespace

std::string little_endian(std::uint64_t value, std::size_t bytes) {
    std::string text;
    for (std::size_t i = 0; i < bytes; ++i)
        text += static_cast<char>((value >> (8 * i)) & 0xFF);
    return text;
}

std::string gguf_string(std::string_view text) {
    return little_endian(text.size(), 8) + std::string(text);
}

GgufWriter& GgufWriter::raw(std::string_view key, std::uint32_t type, std::string_view value) {
    keys_ += gguf_string(key) + little_endian(type, 4);
    keys_ += value;
    ++key_count_;
    return *this;
}

GgufWriter& GgufWriter::u8(std::string_view key, std::uint8_t value) {
    return raw(key, 0, little_endian(value, 1));
}
GgufWriter& GgufWriter::u16(std::string_view key, std::uint16_t value) {
    return raw(key, 2, little_endian(value, 2));
}
GgufWriter& GgufWriter::u32(std::string_view key, std::uint32_t value) {
    return raw(key, 4, little_endian(value, 4));
}
GgufWriter& GgufWriter::i32(std::string_view key, std::int32_t value) {
    return raw(key, 5, little_endian(static_cast<std::uint32_t>(value), 4));
}
GgufWriter& GgufWriter::f32(std::string_view key, float value) {
    return raw(key, 6, little_endian(std::bit_cast<std::uint32_t>(value), 4));
}
GgufWriter& GgufWriter::boolean(std::string_view key, bool value) {
    return raw(key, 7, little_endian(value ? 1 : 0, 1));
}
GgufWriter& GgufWriter::text(std::string_view key, std::string_view value) {
    return raw(key, 8, gguf_string(value));
}
GgufWriter& GgufWriter::u64(std::string_view key, std::uint64_t value) {
    return raw(key, 10, little_endian(value, 8));
}
GgufWriter& GgufWriter::f64(std::string_view key, double value) {
    return raw(key, 12, little_endian(std::bit_cast<std::uint64_t>(value), 8));
}

GgufWriter& GgufWriter::texts(std::string_view key, const std::vector<std::string>& values) {
    std::string bytes = little_endian(8, 4) + little_endian(values.size(), 8);
    for (const std::string& value : values)
        bytes += gguf_string(value);
    return raw(key, 9, bytes);
}

GgufWriter& GgufWriter::u32s(std::string_view key, const std::vector<std::uint32_t>& values) {
    std::string bytes = little_endian(4, 4) + little_endian(values.size(), 8);
    for (const std::uint32_t value : values)
        bytes += little_endian(value, 4);
    return raw(key, 9, bytes);
}

GgufWriter& GgufWriter::booleans(std::string_view key, const std::vector<bool>& values) {
    std::string bytes = little_endian(7, 4) + little_endian(values.size(), 8);
    for (const bool value : values)
        bytes += little_endian(value ? 1 : 0, 1);
    return raw(key, 9, bytes);
}

GgufWriter& GgufWriter::tensor(std::string_view name, std::uint32_t type,
                               std::vector<std::uint64_t> dimensions) {
    const std::uint64_t bytes = size_of(type, dimensions);
    tensor_at(name, type, std::move(dimensions), data_bytes_);
    data_bytes_ += padded(bytes, alignment);
    return *this;
}

GgufWriter& GgufWriter::tensor_at(std::string_view name, std::uint32_t type,
                                  std::vector<std::uint64_t> dimensions, std::uint64_t offset) {
    tensors_ += gguf_string(name) + little_endian(dimensions.size(), 4);
    for (const std::uint64_t dimension : dimensions)
        tensors_ += little_endian(dimension, 8);
    tensors_ += little_endian(type, 4) + little_endian(offset, 8);
    ++tensor_count_;
    return *this;
}

GgufWriter& GgufWriter::claim_keys(std::uint64_t count) {
    claimed_keys_ = static_cast<std::int64_t>(count);
    return *this;
}

GgufWriter& GgufWriter::claim_tensors(std::uint64_t count) {
    claimed_tensors_ = static_cast<std::int64_t>(count);
    return *this;
}

std::string GgufWriter::header() const {
    std::string bytes = "GGUF" + little_endian(version, 4);
    bytes += little_endian(
        claimed_tensors_ >= 0 ? static_cast<std::uint64_t>(claimed_tensors_) : tensor_count_, 8);
    bytes += little_endian(
        claimed_keys_ >= 0 ? static_cast<std::uint64_t>(claimed_keys_) : key_count_, 8);
    bytes += keys_ + tensors_;
    bytes.resize(padded(bytes.size(), alignment));
    return bytes;
}

void GgufWriter::write(const std::string& path) const {
    const std::string bytes = header();
    std::ofstream stream(path, std::ios::binary | std::ios::trunc);
    stream.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    stream.close();
    if (!stream) throw std::runtime_error("gguf_writer: can't write " + path);
    std::filesystem::resize_file(path, bytes.size() + data_bytes_);
}

}  // namespace test_support
