// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

namespace inference::process {

/// Makes lines of bytes that come in pieces. A line may hold any byte but the newline; what goes
/// past the longest allowed length is dropped up to the next newline.
class LineSplitter {
public:
    static constexpr std::size_t kLongestLine = 16 * 1024;

    using Sink = std::function<void(std::string_view line)>;

    explicit LineSplitter(std::size_t longest_line = kLongestLine) : longest_(longest_line) {}

    /// The views are valid during the call of `sink` only.
    void feed(std::string_view bytes, const Sink& sink);

    /// The last line, if it had no newline.
    void finish(const Sink& sink);

private:
    void keep(std::string_view part);

    std::size_t longest_;
    std::string begun_;
    bool in_line_ = false;
};

}  // namespace inference::process
