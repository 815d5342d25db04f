// SPDX-License-Identifier: EUPL-1.2
#include "process/pipe.h"

#include "base/errno_text.h"

#include <array>
#include <cerrno>
#include <fcntl.h>
#include <unistd.h>
#include <utility>

namespace inference::process {

using base::above_standard;
using base::Descriptor;
using base::errno_text;

Result<Pipe> open_pipe() {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0)
        return fail(ErrorCode::io, "process: cannot open a pipe: " + errno_text(errno));
    Descriptor reading(ends[0]);
    Descriptor writing(ends[1]);
    reading = above_standard(std::move(reading));
    if (reading) writing = above_standard(std::move(writing));
    if (!reading || !writing)
        return fail(ErrorCode::io, "process: cannot open a pipe: " + errno_text(errno));
    return Pipe{std::move(reading), std::move(writing)};
}

Result<Descriptor> open_null() {
    Descriptor null = above_standard(Descriptor(::open("/dev/null", O_RDONLY | O_CLOEXEC)));
    if (!null) return fail(ErrorCode::io, "process: cannot open /dev/null: " + errno_text(errno));
    return null;
}

}  // namespace inference::process
