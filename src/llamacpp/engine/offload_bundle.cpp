// SPDX-License-Identifier: EUPL-1.2
#include "llamacpp/engine/offload_bundle.h"

#include "llamacpp/engine/unpack_start.h"

#include <algorithm>
#include <cstring>

namespace inference::llamacpp {
namespace {

// A build for every target that there is has some 30; each name some 40 bytes.
constexpr std::uint64_t kMostEntries = 1024;
constexpr std::uint64_t kLongestName = 256;
constexpr std::size_t kMostTable = kMostEntries * (kLongestName + 24) + 64;

enum class Method : std::uint16_t { zlib = 0, zstd = 1 };

template <class T>
std::optional<T> number_at(std::string_view bytes, std::size_t offset) {
    if (offset > bytes.size() || bytes.size() - offset < sizeof(T)) return std::nullopt;
    T value;
    std::memcpy(&value, bytes.data() + offset, sizeof value);
    return value;
}

std::optional<OffloadBundle> read_table(std::string_view bytes) {
    if (!bytes.starts_with(kPlainBundle)) return std::nullopt;
    std::size_t at = kPlainBundle.size();
    const auto count = number_at<std::uint64_t>(bytes, at);
    if (!count || *count == 0 || *count > kMostEntries) return std::nullopt;
    at += sizeof(std::uint64_t);
    OffloadBundle bundle;
    std::uint64_t end = 0;
    for (std::uint64_t i = 0; i < *count; ++i) {
        const auto offset = number_at<std::uint64_t>(bytes, at);
        const auto size = number_at<std::uint64_t>(bytes, at + 8);
        const auto length = number_at<std::uint64_t>(bytes, at + 16);
        if (!offset || !size || !length || *length > kLongestName) return std::nullopt;
        at += 24;
        if (bytes.size() - at < *length) return std::nullopt;
        bundle.entries.push_back({std::string(bytes.substr(at, *length)), *size});
        at += *length;
        if (*offset > UINT64_MAX - *size) return std::nullopt;
        end = std::max(end, *offset + *size);
    }
    bundle.length = std::max<std::size_t>(at, end);
    return bundle;
}

struct Compressed {
    Method method = Method::zstd;
    std::uint64_t total = 0;  // with this header; 0 = not told
    std::string_view payload;
};

std::optional<Compressed> read_header(std::string_view bytes) {
    const auto version = number_at<std::uint16_t>(bytes, 4);
    const auto method = number_at<std::uint16_t>(bytes, 6);
    if (!version || !method || *method > 1) return std::nullopt;
    Compressed header;
    header.method = static_cast<Method>(*method);
    // The uncompressed size and a hash follow, which are not needed here.
    std::size_t length = 0;
    if (*version == 1) {
        length = 8 + 4 + 8;
    } else if (*version == 2) {
        length = 8 + 4 + 4 + 8;
        header.total = number_at<std::uint32_t>(bytes, 8).value_or(0);
    } else if (*version == 3) {
        length = 8 + 8 + 8 + 8;
        header.total = number_at<std::uint64_t>(bytes, 8).value_or(0);
    }
    if (length == 0 || bytes.size() < length) return std::nullopt;
    if (*version != 1 && (header.total <= length || header.total > bytes.size())) {
        return std::nullopt;
    }
    header.payload = bytes.substr(length, *version == 1 ? bytes.npos : header.total - length);
    return header;
}

}  // namespace

std::optional<OffloadBundle> read_offload_bundle(std::string_view bytes) {
    if (!bytes.starts_with(kCompressedBundle)) return read_table(bytes);
    const auto header = read_header(bytes);
    if (!header) return std::nullopt;
    const auto table = header->method == Method::zstd
                           ? unpack_start_of_zstd(header->payload, kMostTable)
                           : unpack_start_of_zlib(header->payload, kMostTable);
    auto bundle = read_table(table);
    if (bundle) bundle->length = header->total;
    return bundle;
}

}  // namespace inference::llamacpp
