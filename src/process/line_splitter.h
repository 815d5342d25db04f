// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

namespace inference::process {

/// Puts lines together from bytes that arrive in pieces. A line may hold any byte but the newline.
/// A line longer than the limit is cut to it.
class LineSplitter {
public:
    static constexpr std::size_t kLongestLine = 16 * 1024;

    using Sink = std::function<void(std::string_view line)>;

    explicit LineSplitter(std::size_t longest_line = kLongestLine) : longest_(longest_line) {}

    /// The view passed to `sink` is valid only during that call.
    void feed(std::string_view bytes, const Sink& sink);

    /// Passes on the last line if it had no newline.
    void finish(const Sink& sink);

private:
    void keep(std::string_view part);

    std::size_t longest_;
    std::string begun_;
    bool in_line_ = false;
};

}  // namespace inference::process
