// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace test_support {

/// Makes GGUF headers, sound or broken: every count, type and length can be given a lie.
class GgufWriter {
public:
    std::uint32_t version = 3;
    std::uint64_t alignment = 32;

    GgufWriter& u8(std::string_view key, std::uint8_t value);
    GgufWriter& u16(std::string_view key, std::uint16_t value);
    GgufWriter& u32(std::string_view key, std::uint32_t value);
    GgufWriter& i32(std::string_view key, std::int32_t value);
    GgufWriter& u64(std::string_view key, std::uint64_t value);
    GgufWriter& f32(std::string_view key, float value);
    GgufWriter& f64(std::string_view key, double value);
    GgufWriter& boolean(std::string_view key, bool value);
    GgufWriter& text(std::string_view key, std::string_view value);
    GgufWriter& texts(std::string_view key, const std::vector<std::string>& values);
    GgufWriter& u32s(std::string_view key, const std::vector<std::uint32_t>& values);
    GgufWriter& booleans(std::string_view key, const std::vector<bool>& values);
    /// A key of any type number with any bytes as its value.
    GgufWriter& raw(std::string_view key, std::uint32_t type, std::string_view value);

    /// A tensor right after the last one. The type must be known.
    GgufWriter& tensor(std::string_view name, std::uint32_t type,
                       std::vector<std::uint64_t> dimensions);
    /// A tensor at an offset of the caller's choice; takes no room in the data section.
    GgufWriter& tensor_at(std::string_view name, std::uint32_t type,
                          std::vector<std::uint64_t> dimensions, std::uint64_t offset);

    /// Claim other counts than there are.
    GgufWriter& claim_keys(std::uint64_t count);
    GgufWriter& claim_tensors(std::uint64_t count);

    /// Up to the data section, padded.
    std::string header() const;
    /// Of the tensors added with tensor(), padded.
    std::uint64_t data_bytes() const noexcept { return data_bytes_; }
    /// Header and data; zeros that take no room on the disk.
    void write(const std::string& path) const;

private:
    std::uint64_t key_count_ = 0;
    std::uint64_t tensor_count_ = 0;
    std::uint64_t data_bytes_ = 0;
    std::string keys_;
    std::string tensors_;
    std::int64_t claimed_keys_ = -1;
    std::int64_t claimed_tensors_ = -1;
};

/// A string as the format stores it.
std::string gguf_string(std::string_view text);
/// Little-endian bytes of a number.
std::string little_endian(std::uint64_t value, std::size_t bytes);

}  // namespace test_support
