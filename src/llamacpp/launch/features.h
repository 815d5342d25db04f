// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <functional>
#include <set>
#include <string>
#include <string_view>

namespace inference::llamacpp {

/// What a llama-server build understands, read from its own --help.
struct ServerFeatures {
    std::set<std::string, std::less<>> flags;  ///< "--ctx-size", "-c", …; empty = not known
    bool trace_level = false;  ///< log level 4 is "trace" (what went where), not yet "debug"

    /// Whether an optional flag may be passed. An unknown build is taken for a current one.
    bool has(std::string_view flag) const { return flags.empty() || flags.contains(flag); }
};

/// Reads the features out of what `llama-server --help` printed.
ServerFeatures parse_features(std::string_view help);

}  // namespace inference::llamacpp
