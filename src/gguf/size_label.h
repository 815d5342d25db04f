// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <string_view>

namespace inference::gguf {

/// The rounded parameter count in general.size_label: "8B", "135M", "8x7B", "30B-A3B"; 0 where
/// there is none.
std::uint64_t parameters_of_size_label(std::string_view label) noexcept;

}  // namespace inference::gguf
