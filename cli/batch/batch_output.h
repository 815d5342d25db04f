// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "terminal/fd_stream.h"

#include <inference/error.h>

#include <cstddef>
#include <memory>
#include <string>
#include <unordered_set>

namespace rocinfer_cli {

/// A file that a batch adds its records to, locked for as long as this lives: a second batch on the
/// same file is refused.
class BatchOutput {
public:
    /// Reads what an earlier batch left there. A record that was cut and records of prompts that
    /// failed are taken out, so that they are asked again. `invalid_argument` where the file is
    /// something else, or is `input_fd`'s; `unavailable` where another batch holds it.
    static inference::Result<BatchOutput> open(const std::string& path, int input_fd, int wake_fd);

    /// The ids that have an answer there.
    const std::unordered_set<std::string>& answered() const { return answered_; }
    Output& stream() { return *stream_; }

private:
    BatchOutput(std::unique_ptr<FileDescriptor> file, std::unordered_set<std::string> answered,
                int wake_fd);

    std::unique_ptr<FileDescriptor> file_;
    std::unordered_set<std::string> answered_;
    std::unique_ptr<FdOutput> stream_;
};

}  // namespace rocinfer_cli
