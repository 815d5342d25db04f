// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace inference::gpu {

/// A graphics target as the KFD writes it: major × 10000 + minor × 100 + stepping.
using TargetVersion = std::uint32_t;

/// 110001 is "gfx1101", 90010 is "gfx90a"; nothing for 0 and what can't be one.
std::optional<std::string> gfx_name(TargetVersion version);

/// The target of a graphics core's version as sysfs' ip_discovery has it: 11.0.3 is 110001.
/// Nothing for those that ROCm does not know.
std::optional<TargetVersion> target_of_core(unsigned major, unsigned minor, unsigned revision);

/// What HSA_OVERRIDE_GFX_VERSION makes of it: "11.0.0" is "gfx1100"; nothing where ROCm would
/// refuse the text.
std::optional<std::string> gfx_of_override(std::string_view text);

/// The other way round: "gfx1100" is "11.0.0", what HSA_OVERRIDE_GFX_VERSION takes.
std::optional<std::string> override_for(std::string_view gfx);

/// The target among `targets` whose code is known to run on `gfx` under an override: of the same
/// generation and the same instructions. Nothing where there is none, as for gfx942 and gfx12.
std::optional<std::string> close_relative(std::span<const std::string> targets,
                                          std::string_view gfx);

/// Whether code built for `targets` runs on `gfx`: the same target, or a generic one of its family.
bool covers(std::span<const std::string> targets, std::string_view gfx);

}  // namespace inference::gpu
