// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace inference::process {

/// Keeps the newest whole lines of a log that fit into `capacity` bytes, newlines included. Uses at
/// most about twice that much memory.
class LogRing {
public:
    explicit LogRing(std::size_t capacity) : capacity_(capacity) {}

    /// `line` has no newline; one longer than the capacity is cut.
    void append(std::string_view line);

    /// The lines kept, oldest first, joined by newlines, with no newline at the end.
    std::string text() const;

private:
    std::size_t first_kept() const;

    std::size_t capacity_;
    std::string bytes_;
};

}  // namespace inference::process
