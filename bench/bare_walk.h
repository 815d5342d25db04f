// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <string>

namespace bench {

/// The least that any reader must do: maps the file and goes from length to length through all keys
/// and tensors, checking and keeping nothing. Returns where the header ends.
std::uint64_t bare_walk(const std::string& path);

}  // namespace bench
