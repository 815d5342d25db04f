// SPDX-License-Identifier: EUPL-1.2
#include "terminal/fd_stream.h"

#include <array>
#include <cerrno>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace rocinfer_cli {

void FdOutput::write(std::string_view bytes) {
    while (!bytes.empty() && !closed_ && error_ == 0) {
        const ssize_t written = ::write(fd_, bytes.data(), bytes.size());
        if (written >= 0) {
            bytes.remove_prefix(static_cast<std::size_t>(written));
        } else if (errno == EAGAIN) {
            pollfd ready{fd_, POLLOUT, 0};
            ::poll(&ready, 1, -1);
        } else if (errno == EPIPE) {
            closed_ = true;
        } else if (errno != EINTR) {
            error_ = errno;
        }
    }
}

ReadStatus wait_for_input(int fd, int wake_fd) {
    for (;;) {
        std::array<pollfd, 2> ready{pollfd{fd, POLLIN, 0}, pollfd{wake_fd, POLLIN, 0}};
        if (::poll(ready.data(), ready.size(), -1) < 0) {
            if (errno == EINTR) continue;
            return ReadStatus::failed;
        }
        if (ready[1].revents != 0) return ReadStatus::interrupted;
        if (ready[0].revents != 0) return ReadStatus::line;
    }
}

FileDescriptor::~FileDescriptor() {
    if (fd_ >= 0) ::close(fd_);
}

std::uint64_t FdInput::size() const {
    struct stat about{};
    if (::fstat(fd_, &about) != 0 || !S_ISREG(about.st_mode)) return 0;
    return static_cast<std::uint64_t>(about.st_size);
}

ReadStatus FdInput::fill() {
    for (;;) {
        if (auto status = wait_for_input(fd_, wake_fd_); status != ReadStatus::line) return status;
        std::array<char, 65536> chunk;
        const ssize_t got = ::read(fd_, chunk.data(), chunk.size());
        if (got > 0) {
            buffer_.append(chunk.data(), static_cast<std::size_t>(got));
            return ReadStatus::line;
        }
        if (got == 0) return ReadStatus::end;
        if (errno != EINTR && errno != EAGAIN) return ReadStatus::failed;
    }
}

ReadStatus FdInput::read_line(std::string& line) {
    std::size_t searched = 0;
    for (;;) {
        if (const auto at = buffer_.find('\n', searched); at != std::string::npos) {
            line.assign(buffer_, 0, at);
            buffer_.erase(0, at + 1);
            return ReadStatus::line;
        }
        searched = buffer_.size();
        const ReadStatus status = fill();
        if (status == ReadStatus::line) continue;
        if (status != ReadStatus::end || buffer_.empty()) return status;
        line = std::exchange(buffer_, {});
        return ReadStatus::line;
    }
}

ReadStatus FdInput::read_all(std::string& text) {
    ReadStatus status = ReadStatus::line;
    while (status == ReadStatus::line)
        status = fill();
    text = std::exchange(buffer_, {});
    return status;
}

}  // namespace rocinfer_cli
