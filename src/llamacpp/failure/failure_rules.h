// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "llamacpp/failure/failure_kind.h"

#include <inference/error.h>

#include <array>
#include <optional>
#include <span>
#include <string_view>

namespace inference::llamacpp {

/// What a line of the log must hold for a rule to apply, and what it then means.
struct FailureRule {
    /// How much such a line proves.
    enum class Proof {
        fatal,    ///< nothing goes on after it, whatever other threads still write
        error,    ///< the server may have lived on: it counts only where no sign of life follows
        root,     ///< as an error, and why the errors below it came: it wins over them
        general,  ///< says that, not why: counts where nothing better is found
    };

    std::array<std::string_view, 2> signs;  ///< both in the same line; the second may be empty
    Proof proof;
    FailureKind kind;
    ErrorCode code;  ///< of a failed start
    std::string_view cause;
    std::string_view advice;
    /// What the line's figures must be; null where they do not matter.
    bool (*condition)(std::string_view line) noexcept = nullptr;

    bool applies_to(std::string_view line) const noexcept {
        return line.find(signs[0]) != std::string_view::npos &&
               line.find(signs[1]) != std::string_view::npos && (!condition || condition(line));
    }
};

/// Every table, the first match of a line wins: what is said exactly comes before what is said
/// loosely.
std::array<std::span<const FailureRule>, 13> all_failure_rules() noexcept;

/// The whole number after the last `mark` of a line; empty where there is none.
std::optional<long long> number_after(std::string_view line, std::string_view mark) noexcept;

}  // namespace inference::llamacpp
