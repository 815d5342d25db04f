// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "terminal/console.h"

#include <inference/error.h>

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace rocinfer_cli {

/// Texts that a command works through one by one: those given as options, or the lines of stdin.
class TextLines {
public:
    TextLines(std::vector<std::string> given, Input& in) : given_(std::move(given)), in_(in) {}

    /// The next one; empty at the end. `invalid_argument` where it is not UTF-8, `cancelled` where
    /// it was interrupted.
    inference::Result<std::optional<std::string>> next();
    /// Up to `most` of them; none at the end.
    inference::Result<std::vector<std::string>> next(std::size_t most);

private:
    std::vector<std::string> given_;
    Input& in_;
    std::size_t taken_ = 0;
};

}  // namespace rocinfer_cli
