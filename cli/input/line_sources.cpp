// SPDX-License-Identifier: EUPL-1.2
#include "input/line_sources.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>

namespace rocinfer_cli {

inference::Result<LineInput> open_lines(const std::optional<std::string>& file, Input& console_in,
                                        const Interrupts& interrupts) {
    if (!file) return LineInput(console_in);
    const int fd = ::open(file->c_str(), O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        return inference::fail(inference::ErrorCode::not_found,
                               *file + ": can't be read: " + std::strerror(errno));
    }
    return LineInput(fd, interrupts.wake_fd());
}

}  // namespace rocinfer_cli
