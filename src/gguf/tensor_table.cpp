// SPDX-License-Identifier: EUPL-1.2
#include "base/utf8.h"
#include "gguf/header.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

namespace inference::gguf {

namespace {

constexpr std::uint32_t kMostDimensions = 4;
constexpr std::uint64_t kLongestName = 1024;
// The fewest bytes of an entry: a name's length, one letter, the number of dimensions, type and
// offset.
constexpr std::uint64_t kSmallestEntry = 8 + 1 + 4 + 4 + 8;
constexpr std::uint64_t kMostElements = 1ULL << 62;

Result<std::uint64_t> size_of(const GgufTensor& tensor, std::uint64_t at) {
    std::uint64_t elements = 1;
    for (const std::uint64_t dimension : tensor.dimensions) {
        if (dimension != 0 && elements > kMostElements / dimension)
            return fail(
                ErrorCode::bad_model,
                fmt::format("has the tensor '{}' of impossible size, at byte {}", tensor.name, at));
        elements *= dimension;
    }
    const auto type = inference::gguf_tensor_type(tensor.type);
    if (!type) return std::uint64_t{0};
    const std::uint64_t row = tensor.dimensions.empty() ? 1 : tensor.dimensions.front();
    if (row % type->group != 0)
        return fail(ErrorCode::bad_model,
                    fmt::format("has the tensor '{}' with rows of {}, no multiple of {}'s {}, at "
                                "byte {}",
                                tensor.name, row, type->name, type->group, at));
    const std::uint64_t blocks = elements / type->group;
    if (blocks > kMostElements / type->bytes)
        return fail(
            ErrorCode::bad_model,
            fmt::format("has the tensor '{}' of impossible size, at byte {}", tensor.name, at));
    return blocks * type->bytes;
}

Result<GgufTensor> read_tensor(ByteReader& reader, Allowance& allowance) {
    const std::uint64_t at = reader.position();
    GgufTensor tensor;
    auto name = reader.string(kLongestName);
    if (!name) return std::unexpected(name.error());
    if (!base::is_utf8(*name))
        return fail(ErrorCode::bad_model,
                    fmt::format("has a tensor whose name is not UTF-8, at byte {}", at));
    tensor.name = std::move(*name);
    const auto dimensions = reader.u32();
    if (!dimensions) return std::unexpected(dimensions.error());
    if (*dimensions > kMostDimensions)
        return fail(ErrorCode::bad_model,
                    fmt::format("has the tensor '{}' with {} dimensions, more than {}, at byte {}",
                                tensor.name, *dimensions, kMostDimensions, at));
    if (!allowance.take_bytes(sizeof(GgufTensor) + tensor.name.size() + 64))
        return fail(ErrorCode::bad_model,
                    fmt::format("has more tensors than any model needs, at byte {}", at));
    tensor.dimensions.reserve(*dimensions);
    for (std::uint32_t i = 0; i < *dimensions; ++i) {
        const auto dimension = reader.u64();
        if (!dimension) return std::unexpected(dimension.error());
        tensor.dimensions.push_back(*dimension);
    }
    const auto type = reader.u32();
    if (!type) return std::unexpected(type.error());
    tensor.type = *type;
    const auto offset = reader.u64();
    if (!offset) return std::unexpected(offset.error());
    tensor.offset = *offset;
    const auto bytes = size_of(tensor, at);
    if (!bytes) return std::unexpected(bytes.error());
    tensor.bytes = *bytes;
    return tensor;
}

}  // namespace

Result<void> read_tensors(ByteReader& reader, Allowance& allowance, std::uint64_t count,
                          std::vector<GgufTensor>& tensors) {
    if (count > reader.remaining() / kSmallestEntry)
        return fail(ErrorCode::bad_model,
                    fmt::format("claims {} tensors at byte 8, more than the file can hold", count));
    constexpr std::uint64_t kUsualCount = 1024;
    tensors.reserve(static_cast<std::size_t>(std::min(count, kUsualCount)));
    for (; count > 0; --count) {
        auto tensor = read_tensor(reader, allowance);
        if (!tensor) return std::unexpected(tensor.error());
        tensors.push_back(std::move(*tensor));
    }
    std::vector<std::string_view> names;
    names.reserve(tensors.size());
    for (const GgufTensor& tensor : tensors)
        names.push_back(tensor.name);
    if (const std::string_view twice = find_duplicate(names); !twice.empty())
        return fail(ErrorCode::bad_model,
                    fmt::format("has the tensor '{}' twice, in the table that ends at byte {}",
                                twice, reader.position()));
    return {};
}

Result<void> check_layout(const std::vector<GgufTensor>& tensors, std::uint64_t alignment,
                          std::uint64_t data_offset, std::uint64_t file_bytes) {
    if (tensors.empty()) return {};
    const std::uint64_t room = file_bytes > data_offset ? file_bytes - data_offset : 0;
    std::vector<const GgufTensor*> order;
    order.reserve(tensors.size());
    for (const GgufTensor& tensor : tensors) {
        if (tensor.offset % alignment != 0)
            return fail(ErrorCode::bad_model,
                        fmt::format("has the tensor '{}' at data byte {}, not aligned to {}",
                                    tensor.name, tensor.offset, alignment));
        if (tensor.bytes > room || tensor.offset > room - tensor.bytes)
            return fail(
                ErrorCode::bad_model,
                fmt::format("ends at byte {}, before the data of the tensor '{}' (byte {} "
                            "and {} more): an incomplete download?",
                            file_bytes, tensor.name, data_offset + tensor.offset, tensor.bytes));
        order.push_back(&tensor);
    }
    const auto before = [](const GgufTensor* a, const GgufTensor* b) {
        return a->offset != b->offset ? a->offset < b->offset : a->bytes < b->bytes;
    };
    if (!std::is_sorted(order.begin(), order.end(), before))
        std::sort(order.begin(), order.end(), before);
    for (std::size_t i = 1; i < order.size(); ++i)
        if (order[i - 1]->offset + order[i - 1]->bytes > order[i]->offset)
            return fail(
                ErrorCode::bad_model,
                fmt::format("has the tensors '{}' and '{}' in overlapping places, at byte {}",
                            order[i - 1]->name, order[i]->name, data_offset + order[i]->offset));
    return {};
}

}  // namespace inference::gguf
