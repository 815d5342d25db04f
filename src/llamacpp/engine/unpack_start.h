// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace inference::llamacpp {

/// The first `most` bytes of what a compressed stream holds, or fewer where it is shorter or
/// damaged after them; empty where it can't be read at all.
std::string unpack_start_of_zlib(std::string_view packed, std::size_t most);
std::string unpack_start_of_zstd(std::string_view packed, std::size_t most);

}  // namespace inference::llamacpp
