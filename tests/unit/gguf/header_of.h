// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "gguf/header.h"
#include "support/gguf_writer.h"

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>
#include <string_view>
#include <variant>

namespace gguf_test {

/// Reads a header from memory.
inline inference::Result<inference::gguf::Header> header_of(
    const std::string& bytes, inference::gguf::GgufDepth depth = inference::gguf::GgufDepth::full,
    std::size_t window = inference::gguf::ByteReader::kWindowBytes) {
    inference::gguf::MemorySource source(
        {reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size()});
    return inference::gguf::read_header(source, depth, window);
}

/// What a damaged header is refused for.
inline std::string complaint(const std::string& bytes) {
    const auto header = header_of(bytes);
    if (header) return "(read without complaint)";
    EXPECT_EQ(header.error().code, inference::ErrorCode::bad_model);
    return header.error().message;
}

inline std::string complaint(const test_support::GgufWriter& writer) {
    return complaint(writer.header() + std::string(writer.data_bytes(), '\0'));
}

template <class T>
T value_of(const inference::gguf::Header& header, std::string_view key) {
    const auto* found = inference::gguf::find_key(header.keys, key);
    if (found == nullptr) throw std::out_of_range(std::string(key));
    return std::get<T>(found->value);
}

}  // namespace gguf_test
