// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <string_view>

namespace inference::gguf {

/// How a file was quantised, by its general.file_type.
struct FileType {
    std::string_view name;          ///< e.g. "Q4_K_M"; empty where the number is unknown
    std::uint32_t tensor_type = 0;  ///< the tensor type that most weights have
};

FileType file_type(std::uint64_t number) noexcept;

}  // namespace inference::gguf
