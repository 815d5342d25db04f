// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "signals/interrupts.h"
#include "terminal/fd_stream.h"

#include <inference/error.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace rocinfer_cli {

/// What was typed for a command that works on a text a line.
struct LineSources {
    std::vector<std::string> given;   ///< -p: texts in place of lines
    std::optional<std::string> file;  ///< --file; without it stdin
};

/// The input that lines are read from: a file of its own, or the console's.
class LineInput {
public:
    explicit LineInput(Input& in) : in_(&in) {}
    LineInput(int fd, int wake_fd)
        : file_(std::make_unique<FileDescriptor>(fd)),
          stream_(std::make_unique<FdInput>(fd, wake_fd)),
          in_(stream_.get()) {}
    Input& input() { return *in_; }

private:
    std::unique_ptr<FileDescriptor> file_;
    std::unique_ptr<FdInput> stream_;
    Input* in_;
};

/// Opens the file that is named; `not_found` with the reason where it can't be.
inference::Result<LineInput> open_lines(const std::optional<std::string>& file, Input& console_in,
                                        const Interrupts& interrupts);

}  // namespace rocinfer_cli
