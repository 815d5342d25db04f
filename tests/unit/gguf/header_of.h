// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "gguf/header.h"

#include <string>

namespace gguf_test {

/// Reads a header from memory.
inline inference::Result<inference::gguf::Header> header_of(
    const std::string& bytes, inference::gguf::GgufDepth depth = inference::gguf::GgufDepth::full,
    std::size_t window = inference::gguf::ByteReader::kWindowBytes) {
    inference::gguf::MemorySource source(
        {reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size()});
    return inference::gguf::read_header(source, depth, window);
}

}  // namespace gguf_test
