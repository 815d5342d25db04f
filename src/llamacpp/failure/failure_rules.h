// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "llamacpp/failure/failure_kind.h"

#include <inference/error.h>

#include <array>
#include <string_view>

namespace inference::llamacpp {

/// What a line of the log must hold for a rule to apply, and what it then means.
struct FailureRule {
    /// How much such a line proves.
    enum class Proof {
        fatal,    ///< nothing goes on after it, whatever other threads still write
        error,    ///< the server may have lived on: it counts only where no sign of life follows
        general,  ///< says that, not why: counts where nothing better is found
    };

    std::array<std::string_view, 2> signs;  ///< both in the same line; the second may be empty
    Proof proof;
    FailureKind kind;
    ErrorCode code;  ///< of a failed start
    std::string_view cause;
    std::string_view advice;

    bool applies_to(std::string_view line) const noexcept {
        return line.find(signs[0]) != std::string_view::npos &&
               line.find(signs[1]) != std::string_view::npos;
    }
};

}  // namespace inference::llamacpp
