// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "terminal/console.h"

#include <inference/error.h>

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace rocinfer_cli {

/// Texts that a command works through one by one: those given as options, or the lines of a file or
/// of stdin.
class TextLines {
public:
    TextLines(std::vector<std::string> given, Input& in) : given_(std::move(given)), in_(in) {}

    /// The next one; empty at the end. `invalid_argument` where it is not UTF-8 or too long,
    /// `cancelled` where it was interrupted.
    inference::Result<std::optional<std::string>> next();
    /// Waits for one, and takes up to `most` of those that are there already: who types a line has
    /// it answered. None at the end.
    inference::Result<std::vector<std::string>> next(std::size_t most);

private:
    bool is_ready();

    std::vector<std::string> given_;
    Input& in_;
    std::size_t taken_ = 0;
};

}  // namespace rocinfer_cli
