// SPDX-License-Identifier: EUPL-1.2
#include "gguf/byte_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cstring>

namespace inference::gguf {

namespace {

template <class T>
T little_endian(const unsigned char* bytes) noexcept {
    if constexpr (std::endian::native == std::endian::little) {
        T value;
        std::memcpy(&value, bytes, sizeof value);
        return value;
    } else {
        T value = 0;
        for (std::size_t i = 0; i < sizeof value; ++i)
            value = static_cast<T>(value | static_cast<T>(T{bytes[i]} << (8 * i)));
        return value;
    }
}

}  // namespace

ByteReader::ByteReader(ByteSource& source, std::size_t window_bytes)
    : source_(source),
      size_(source.size()),
      capacity_(std::max<std::size_t>(window_bytes, sizeof(std::uint64_t))),
      window_(std::make_unique_for_overwrite<unsigned char[]>(capacity_)) {}

std::unexpected<Error> ByteReader::truncated(std::uint64_t needed) const {
    return fail(ErrorCode::bad_model,
                fmt::format("ends too early: {} bytes are needed at byte {}, {} remain", needed,
                            position(), remaining()));
}

Result<void> ByteReader::fill(std::size_t needed) {
    if (window_size_ - cursor_ >= needed) return {};
    if (remaining() < needed) return truncated(needed);
    const std::uint64_t offset = position();
    const std::size_t wanted =
        static_cast<std::size_t>(std::min<std::uint64_t>(capacity_, size_ - offset));
    auto count = source_.read_at(offset, {window_.get(), wanted});
    if (!count) return std::unexpected(count.error());
    window_offset_ = offset;
    window_size_ = *count;
    cursor_ = 0;
    if (*count < needed)
        return fail(ErrorCode::io,
                    fmt::format("became shorter while it was read, at byte {}", offset + *count));
    return {};
}

template <class T>
Result<T> ByteReader::number() {
    if (auto filled = fill(sizeof(T)); !filled) return std::unexpected(filled.error());
    const T value = little_endian<T>(window_.get() + cursor_);
    cursor_ += sizeof(T);
    return value;
}

Result<std::uint8_t> ByteReader::u8() {
    return number<std::uint8_t>();
}
Result<std::uint16_t> ByteReader::u16() {
    return number<std::uint16_t>();
}
Result<std::uint32_t> ByteReader::u32() {
    return number<std::uint32_t>();
}
Result<std::uint64_t> ByteReader::u64() {
    return number<std::uint64_t>();
}

Result<std::uint64_t> ByteReader::peek_u64() {
    if (auto filled = fill(sizeof(std::uint64_t)); !filled) return std::unexpected(filled.error());
    return little_endian<std::uint64_t>(window_.get() + cursor_);
}

Result<std::string> ByteReader::string(std::uint64_t longest) {
    const std::uint64_t start = position();
    const auto length = u64();
    if (!length) return std::unexpected(length.error());
    if (*length > remaining()) return truncated(*length);
    if (*length > longest)
        return fail(ErrorCode::bad_model,
                    fmt::format("has a text of {} bytes at byte {}, where at most {} are allowed",
                                *length, start, longest));
    std::string text;
    text.reserve(static_cast<std::size_t>(*length));
    while (text.size() < *length) {
        if (auto filled = fill(1); !filled) return std::unexpected(filled.error());
        const std::size_t chunk =
            std::min(window_size_ - cursor_, static_cast<std::size_t>(*length) - text.size());
        text.append(reinterpret_cast<const char*>(window_.get()) + cursor_, chunk);
        cursor_ += chunk;
    }
    return text;
}

Result<void> ByteReader::skip(std::uint64_t bytes) {
    if (bytes > remaining()) return truncated(bytes);
    if (bytes <= window_size_ - cursor_) {
        cursor_ += static_cast<std::size_t>(bytes);
        return {};
    }
    window_offset_ = position() + bytes;
    window_size_ = 0;
    cursor_ = 0;
    return {};
}

Result<void> ByteReader::skip_strings(std::uint64_t count) {
    if (count > remaining() / sizeof(std::uint64_t)) return truncated(count);
    while (count > 0) {
        const unsigned char* const end = window_.get() + window_size_;
        const unsigned char* at = window_.get() + cursor_;
        while (count > 0 && static_cast<std::size_t>(end - at) >= sizeof(std::uint64_t)) {
            const auto length = little_endian<std::uint64_t>(at);
            if (length > static_cast<std::size_t>(end - at) - sizeof(std::uint64_t)) break;
            at += sizeof(std::uint64_t) + length;
            --count;
        }
        cursor_ = static_cast<std::size_t>(at - window_.get());
        if (count == 0) break;
        // This string crosses the end of the window.
        const auto length = u64();
        if (!length) return std::unexpected(length.error());
        if (auto skipped = skip(*length); !skipped) return skipped;
        --count;
    }
    return {};
}

}  // namespace inference::gguf
