// SPDX-License-Identifier: EUPL-1.2
#include "terminal/fd_stream.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace rocinfer_cli {

namespace {

// As much as a pipe that can be written to takes without waiting.
constexpr std::size_t kWriteAtOnce = 4096;
constexpr int kPatienceMs = 100;

}  // namespace

void FdOutput::write(std::string_view bytes) {
    while (!bytes.empty() && !closed_ && error_ == 0) {
        if (!wait_for_room()) {
            closed_ = true;
            return;
        }
        const std::size_t most = wake_fd_ < 0 ? bytes.size() : std::min(bytes.size(), kWriteAtOnce);
        const ssize_t written = ::write(fd_, bytes.data(), most);
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

bool FdOutput::wait_for_room() {
    if (wake_fd_ < 0) return true;
    for (int wait = -1;;) {
        std::array<pollfd, 2> ready{pollfd{fd_, POLLOUT, 0},
                                    pollfd{wait < 0 ? wake_fd_ : -1, POLLIN, 0}};
        const int events = ::poll(ready.data(), ready.size(), wait);
        if (events < 0 && errno != EINTR) return true;
        if (ready[0].revents != 0) return true;
        if (events == 0) return false;
        if (events > 0) wait = kPatienceMs;
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
    while (!ended_) {
        if (auto status = wait_for_input(fd_, wake_fd_); status != ReadStatus::line) return status;
        std::array<char, 65536> chunk;
        const ssize_t got = ::read(fd_, chunk.data(), chunk.size());
        if (got > 0) {
            buffer_.append(chunk.data(), static_cast<std::size_t>(got));
            return ReadStatus::line;
        }
        ended_ = got == 0;
        if (got < 0 && errno != EINTR && errno != EAGAIN) return ReadStatus::failed;
    }
    return ReadStatus::end;
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
        if (searched > kMostTextBytes) return ReadStatus::too_long;
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
        status = buffer_.size() > kMostTextBytes ? ReadStatus::too_long : fill();
    text = std::exchange(buffer_, {});
    return status;
}

bool FdInput::wait(std::chrono::milliseconds most) {
    std::array<pollfd, 2> ready{pollfd{fd_, POLLIN, 0}, pollfd{wake_fd_, POLLIN, 0}};
    return ::poll(ready.data(), ready.size(), static_cast<int>(most.count())) != 0;
}

bool FdInput::has_line() {
    if (buffer_.contains('\n') || ended_) return true;
    // Only what is there already: whatever came since the last reading.
    pollfd ready{fd_, POLLIN, 0};
    while (::poll(&ready, 1, 0) > 0) {
        const std::size_t before = buffer_.size();
        if (fill() != ReadStatus::line || buffer_.size() == before) return true;
        if (buffer_.contains('\n') || buffer_.size() > kMostTextBytes) return true;
    }
    return false;
}

}  // namespace rocinfer_cli
