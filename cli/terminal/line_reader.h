// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "terminal/console.h"

#include <memory>
#include <string>
#include <string_view>

namespace rocinfer_cli {

/// Asks a person for a line.
class LineReader {
public:
    virtual ~LineReader() = default;
    virtual ReadStatus read(const std::string& prompt, std::string& line) = 0;
};

/// Reads lines as they are, without a prompt: stdin is no terminal, or libedit is not built in.
class PlainLineReader final : public LineReader {
public:
    /// `prompt_to` may be null: no prompt then.
    PlainLineReader(Input& in, Output* prompt_to) : in_(in), prompt_to_(prompt_to) {}
    ReadStatus read(const std::string& prompt, std::string& line) override;

private:
    Input& in_;
    Output* prompt_to_;
};

/// Reads from the terminal at stdin with line editing and history (arrow keys, Ctrl-R …); draws on
/// stderr. Null where libedit is not built in or refuses the terminal, or where there is no UTF-8
/// locale; changes the locale to have one. `wake_fd` readable ends the reading: `interrupted`.
std::unique_ptr<LineReader> make_editing_line_reader(int wake_fd);

}  // namespace rocinfer_cli
