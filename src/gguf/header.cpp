// SPDX-License-Identifier: EUPL-1.2
#include "gguf/header.h"

#include "gguf/foreign_format.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>

namespace inference::gguf {

namespace {

constexpr std::uint64_t kDefaultAlignment = 32;
// The tensor table of a small file is read even if not asked for: it is quick, and it gives the
// exact parameter count.
constexpr std::uint64_t kCheapTensors = 16'384;

Result<void> check_magic(ByteSource& source) {
    if (source.size() == 0) return fail(ErrorCode::bad_model, "is empty: download it again");
    std::array<unsigned char, kForeignBytes> bytes{};
    const auto count = source.read_at(0, bytes);
    if (!count) return std::unexpected(count.error());
    const std::string_view beginning(reinterpret_cast<const char*>(bytes.data()), *count);
    if (beginning.starts_with("GGUF")) return {};
    if (beginning == std::string_view("GGUF").substr(0, beginning.size()))
        return fail(ErrorCode::bad_model,
                    "ends too early: it has no more than a part of its first "
                    "four bytes; download it again");
    return fail(ErrorCode::bad_model, foreign_format(beginning));
}

Result<std::uint32_t> read_version(ByteReader& reader) {
    const auto magic = reader.u32();
    if (!magic) return std::unexpected(magic.error());
    const auto version = reader.u32();
    if (!version) return std::unexpected(version.error());
    if (*version != 0 && (*version & 0xFFFF) == 0)
        return fail(ErrorCode::bad_model,
                    fmt::format("is big-endian (GGUF version {}, at byte 4): convert it with "
                                "gguf-convert-endian",
                                std::byteswap(*version)));
    if (*version == 1)
        return fail(ErrorCode::bad_model,
                    "is of GGUF version 1 (at byte 4), which llama.cpp no longer reads: convert "
                    "the model again");
    if (*version < 2 || *version > 3)
        return fail(
            ErrorCode::bad_model,
            fmt::format("is of GGUF version {} (at byte 4): versions 2 and 3 are known", *version));
    return *version;
}

Result<std::uint64_t> alignment_of(const std::vector<GgufKey>& keys) {
    const GgufKey* const key = find_key(keys, "general.alignment");
    if (key == nullptr) return kDefaultAlignment;
    const auto value = unsigned_of(key);
    if (!value || !std::has_single_bit(*value) || *value > (1U << 30))
        return fail(ErrorCode::bad_model, "has a general.alignment that is no power of two");
    return *value;
}

}  // namespace

std::string_view find_duplicate(std::vector<std::string_view> names) {
    // By length first: most names differ in length, so that few are compared byte by byte.
    std::sort(names.begin(), names.end(), [](std::string_view a, std::string_view b) {
        return a.size() != b.size() ? a.size() < b.size() : a < b;
    });
    const auto twice = std::adjacent_find(names.begin(), names.end());
    return twice == names.end() ? std::string_view{} : *twice;
}

const GgufKey* find_key(const std::vector<GgufKey>& keys, std::string_view name) noexcept {
    const auto found =
        std::find_if(keys.begin(), keys.end(), [&](const GgufKey& key) { return key.key == name; });
    return found == keys.end() ? nullptr : &*found;
}

std::optional<std::uint64_t> unsigned_of(const GgufKey* key) noexcept {
    if (key == nullptr) return std::nullopt;
    if (const auto* value = std::get_if<std::uint64_t>(&key->value)) return *value;
    if (const auto* value = std::get_if<std::int64_t>(&key->value); value && *value >= 0)
        return static_cast<std::uint64_t>(*value);
    return std::nullopt;
}

Result<Header> read_header(ByteSource& source, GgufDepth depth, std::size_t window_bytes) {
    if (auto known = check_magic(source); !known) return std::unexpected(known.error());
    ByteReader reader(source, window_bytes);
    Allowance allowance;
    Header header;
    header.file_bytes = source.size();
    const auto version = read_version(reader);
    if (!version) return std::unexpected(version.error());
    header.version = *version;

    const auto tensor_count = reader.u64();
    if (!tensor_count) return std::unexpected(tensor_count.error());
    header.tensor_count = *tensor_count;
    const auto key_count = reader.u64();
    if (!key_count) return std::unexpected(key_count.error());

    const auto complete =
        read_keys(reader, allowance, *key_count, depth == GgufDepth::metadata, header.keys);
    if (!complete) return std::unexpected(complete.error());
    header.complete = *complete;
    if (depth == GgufDepth::metadata && (!header.complete || *tensor_count > kCheapTensors))
        return header;

    if (auto read = read_tensors(reader, allowance, *tensor_count, header.tensors); !read)
        return std::unexpected(read.error());
    const auto alignment = alignment_of(header.keys);
    if (!alignment) return std::unexpected(alignment.error());
    header.data_offset = (reader.position() + *alignment - 1) / *alignment * *alignment;
    if (auto sound = check_layout(header.tensors, *alignment, header.data_offset, source.size());
        !sound)
        return std::unexpected(sound.error());
    return header;
}

}  // namespace inference::gguf
