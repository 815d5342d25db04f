// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <inference/error.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace rocinfer_cli {

/// Where text goes. Nothing is held back: what was written is on its way.
class Output {
public:
    virtual ~Output() = default;
    virtual void write(std::string_view bytes) = 0;
    /// The reader has gone; what is written from now on is dropped.
    virtual bool closed() const = 0;
    /// errno of the write that failed for any other reason; 0 = none.
    virtual int error() const = 0;
};

enum class ReadStatus {
    line,
    end,
    interrupted,
    failed,    ///< errno says why
    too_long,  ///< more than was allowed; the rest is not read
};

/// The most that is read as one prompt, text or line: four bytes for each token of the largest
/// context.
constexpr std::size_t kMostTextBytes = std::size_t{64} << 20;

/// Where text comes from.
class Input {
public:
    virtual ~Input() = default;
    /// The next line without its newline; the last one needs none.
    virtual ReadStatus read_line(std::string& line) = 0;
    /// Everything that is left: `end`, or why it stopped before.
    virtual ReadStatus read_all(std::string& text) = 0;
    /// Waits until there is something to read, or the end, or an interrupt; false where none of it
    /// came in time.
    virtual bool wait(std::chrono::milliseconds) { return true; }
    /// Whether a line is there already, so that read_line() would not wait.
    virtual bool has_line() { return true; }
    /// The descriptor that it reads, where it has one; else below 0.
    virtual int descriptor() const { return -1; }
    /// Bytes in all, where that is known beforehand (a file); else 0.
    virtual std::uint64_t size() const { return 0; }
};

/// What a command sees of the terminal: tests give their own.
struct Console {
    Input& in;
    Output& out;
    Output& err;
    bool in_is_terminal = false;
    bool out_is_terminal = false;
    bool err_is_terminal = false;
    /// Colours on stderr: a terminal, not a dumb one, and NO_COLOR is not set.
    bool colour = false;
    /// A line on stderr can be drawn again: a terminal, and not a dumb one.
    bool can_redraw = false;
    /// The locale's characters are UTF-8: bars may be drawn with blocks.
    bool unicode = false;
    /// Columns of the terminal at stderr, asked for at each drawing.
    std::function<int()> width = [] { return 80; };
};

}  // namespace rocinfer_cli
