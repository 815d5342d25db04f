// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "gguf/byte_source.h"

#include <cstdint>
#include <memory>
#include <string>

namespace inference::gguf {

/// Reads little-endian values one after the other through a window over a source. Every length is
/// checked against what remains before anything is allocated. Errors say at which byte.
class ByteReader {
public:
    // Fits into the second-level cache, and below the size from which malloc maps new pages each
    // time.
    static constexpr std::size_t kWindowBytes = 120 * 1024;

    explicit ByteReader(ByteSource& source, std::size_t window_bytes = kWindowBytes);

    std::uint64_t position() const noexcept { return window_offset_ + cursor_; }
    std::uint64_t remaining() const noexcept { return size_ - position(); }

    Result<std::uint8_t> u8();
    Result<std::uint16_t> u16();
    Result<std::uint32_t> u32();
    Result<std::uint64_t> u64();
    /// The next u64; the position stays.
    Result<std::uint64_t> peek_u64();
    /// A string of at most `longest` bytes.
    Result<std::string> string(std::uint64_t longest);
    Result<void> skip(std::uint64_t bytes);
    /// Skips strings that follow each other. The only loop whose speed matters: a vocabulary is
    /// most of a header.
    Result<void> skip_strings(std::uint64_t count);

private:
    template <class T>
    Result<T> number();
    Result<void> fill(std::size_t needed);
    std::unexpected<Error> truncated(std::uint64_t needed) const;

    ByteSource& source_;
    std::uint64_t size_;
    std::size_t capacity_;
    std::unique_ptr<unsigned char[]> window_;
    std::uint64_t window_offset_ = 0;
    std::size_t window_size_ = 0;
    std::size_t cursor_ = 0;
};

}  // namespace inference::gguf
