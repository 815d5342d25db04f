// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace inference::gpu {

/// Without white space at both ends.
std::string_view trim(std::string_view text) noexcept;
std::string to_lower(std::string_view text);

/// The whole text, less white space around it, must be the number.
std::optional<std::uint64_t> parse_u64(std::string_view text) noexcept;
std::optional<std::int64_t> parse_i64(std::string_view text) noexcept;
/// With or without 0x.
std::optional<std::uint64_t> parse_hex(std::string_view text) noexcept;

/// The digits after a prefix: numbered("card12", "card") is 12; card1-DP-1 has none.
std::optional<int> numbered(std::string_view name, std::string_view prefix) noexcept;

/// Lines "name u64", as the KFD writes them; others are ignored.
std::map<std::string, std::uint64_t, std::less<>> parse_properties(std::string_view text);

/// The first line that begins with `key`, less the key: value_after("DRIVER=amdgpu\n", "DRIVER=").
std::optional<std::string_view> value_after(std::string_view text, std::string_view key) noexcept;

/// "0000:03:00.0"
bool is_pci_address(std::string_view text) noexcept;

}  // namespace inference::gpu
