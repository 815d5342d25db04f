// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace inference::process {

/// The newest whole lines of a log that fit into a number of bytes, newlines counted. Holds at most
/// about twice that number, however short or many the lines are.
class LogRing {
public:
    explicit LogRing(std::size_t capacity) : capacity_(capacity) {}

    /// `line` comes without its newline; one longer than the whole ring is cut.
    void append(std::string_view line);

    /// The lines kept, oldest first, joined by newlines, without one at the end.
    std::string text() const;

private:
    std::size_t first_kept() const;

    std::size_t capacity_;
    std::string bytes_;
};

}  // namespace inference::process
