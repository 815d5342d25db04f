// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "gguf/byte_source.h"

#include <algorithm>
#include <cstring>

namespace fuzz {

/// The input and then zeros, as if the tensors' data followed: else nearly every header would
/// end at "the file is too short" and what comes after that check would never run.
class SparseSource final : public inference::gguf::ByteSource {
public:
    static constexpr std::uint64_t kTail = 128ULL << 20;

    explicit SparseSource(std::span<const unsigned char> bytes) noexcept : bytes_(bytes) {}
    std::uint64_t size() const noexcept override { return bytes_.size() + kTail; }
    inference::Result<std::size_t> read_at(std::uint64_t offset,
                                           std::span<unsigned char> into) override {
        const std::uint64_t left = offset < size() ? size() - offset : 0;
        const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(into.size(), left));
        std::memset(into.data(), 0, count);
        if (offset < bytes_.size())
            std::memcpy(into.data(), bytes_.data() + offset,
                        std::min(count, bytes_.size() - static_cast<std::size_t>(offset)));
        return count;
    }

private:
    std::span<const unsigned char> bytes_;
};

}  // namespace fuzz
