// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <string>

namespace inference::base {

inline constexpr std::uint64_t kKiB = 1024;
inline constexpr std::uint64_t kMiB = 1024 * kKiB;
inline constexpr std::uint64_t kGiB = 1024 * kMiB;

double to_gib(std::uint64_t bytes) noexcept;

/// Always in GiB, so that figures can be compared: "12.3 GiB".
std::string gib_text(std::uint64_t bytes, int decimals = 1);

/// In the unit that suits: "4.7 GiB", "512 MiB", "12 B".
std::string byte_size_text(std::uint64_t bytes);

}  // namespace inference::base
