// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace rocinfer_cli {

/// A size for people: "4.7 GiB", "512 MiB", "12 B".
std::string byte_size(std::uint64_t bytes);

/// A count for people: "8.03 B", "134.5 M", "512"; "–" for none.
std::string short_count(std::uint64_t count);

/// What a person types: "16GiB", "16G", "512 MiB", "16GB" (decimal), "1000"; empty where it is no
/// size. Case does not matter; a bare letter is binary.
std::optional<std::uint64_t> parse_byte_size(std::string_view text);

}  // namespace rocinfer_cli
