// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <inference/error.h>

#include <cstdint>
#include <string>
#include <string_view>

namespace inference::llamacpp {

/// What a server says of itself once it is ready (/props).
struct ServerProperties {
    std::int32_t slots = 0;
    std::int32_t context_per_slot = 0;
    std::string build;
};

/// Reads the answer to GET /props; a protocol error names what it lacks.
Result<ServerProperties> parse_properties(std::string_view body);

}  // namespace inference::llamacpp
