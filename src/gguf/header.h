// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "gguf/byte_reader.h"

#include <inference/error.h>
#include <inference/gguf.h>

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace inference::gguf {

using inference::GgufDepth;
using inference::GgufKey;
using inference::GgufTensor;
using inference::GgufValue;

/// What one file's header says. The errors do not name the file; the caller adds its name.
struct Header {
    std::uint32_t version = 0;
    std::uint64_t tensor_count = 0;
    std::uint64_t file_bytes = 0;
    std::vector<GgufKey> keys;
    std::vector<GgufTensor> tensors;
    std::uint64_t data_offset = 0;
    bool complete = false;
};

/// Reads the magic number, the keys, and the tensors where they are asked for or few.
Result<Header> read_header(ByteSource& source, GgufDepth depth,
                           std::size_t window_bytes = ByteReader::kWindowBytes);

/// Limits the memory that a header can make us allocate: far above any real model's need, far below
/// what would harm the host.
class Allowance {
public:
    static constexpr std::uint64_t kBytes = 16ULL << 20;
    static constexpr std::uint64_t kElements = 1ULL << 26;

    /// Takes so many bytes; false where that exceeds the limit.
    bool take_bytes(std::uint64_t bytes) noexcept { return take(bytes_, bytes); }
    /// Takes so many elements of arrays whose elements must be read one by one.
    bool take_elements(std::uint64_t count) noexcept { return take(elements_, count); }

private:
    static bool take(std::uint64_t& left, std::uint64_t amount) noexcept {
        if (amount > left) return false;
        left -= amount;
        return true;
    }

    std::uint64_t bytes_ = kBytes;
    std::uint64_t elements_ = kElements;
};

/// Reads `count` keys. With `may_stop` it ends at a long array once enough is known, and returns
/// false then.
Result<bool> read_keys(ByteReader& reader, Allowance& allowance, std::uint64_t count, bool may_stop,
                       std::vector<GgufKey>& keys);

/// Reads `count` entries and checks each by itself.
Result<void> read_tensors(ByteReader& reader, Allowance& allowance, std::uint64_t count,
                          std::vector<GgufTensor>& tensors);

/// Checks that the tensors' data lies inside the file, is aligned and does not overlap.
Result<void> check_layout(const std::vector<GgufTensor>& tensors, std::uint64_t alignment,
                          std::uint64_t data_offset, std::uint64_t file_bytes);

/// A name that occurs twice; empty where none does.
std::string_view find_duplicate(std::vector<std::string_view> names);

const GgufKey* find_key(const std::vector<GgufKey>& keys, std::string_view name) noexcept;
/// An integer from 0, whatever its width in the file.
std::optional<std::uint64_t> unsigned_of(const GgufKey* key) noexcept;

}  // namespace inference::gguf
