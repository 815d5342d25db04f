// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <array>
#include <span>
#include <string_view>

namespace inference::doctor {

/// "6.18.3" as numbers; what is missing is 0.
using Version = std::array<int, 3>;

/// The numbers that a text begins with ("6.18.3-arch1"); all 0 where it begins with none.
Version version_of(std::string_view text) noexcept;

/// From `from` (included) to `before` (excluded); all 0 = no bound.
struct VersionRange {
    Version from{};
    Version before{};

    bool is_any() const noexcept { return from == Version{} && before == Version{}; }
    /// Whether a known version lies in it; a version of all 0 is not known and lies in none but the
    /// range without bounds.
    bool holds(const Version& version) const noexcept;
};

/// A combination that people found not to work. Each has a public report.
struct KnownBad {
    std::string_view targets;  ///< gfx targets, parted by blanks
    VersionRange kernel;
    VersionRange rocm;               ///< of the installed ROCm
    std::string_view firmware_part;  ///< "mes", …; empty = any firmware
    unsigned firmware = 0;           ///< its version
    std::string_view what;           ///< happens
    std::string_view remedy;
    std::string_view source;  ///< the report's address
};

std::span<const KnownBad> known_bad() noexcept;

}  // namespace inference::doctor
