// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "terminal/console.h"

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace rocinfer_cli {

/// Writes to a descriptor that it does not own. A reader that takes nothing more after `wake_fd`
/// became readable counts as gone.
class FdOutput final : public Output {
public:
    explicit FdOutput(int fd, int wake_fd = -1) : fd_(fd), wake_fd_(wake_fd) {}
    void write(std::string_view bytes) override;
    bool closed() const override { return closed_; }
    int error() const override { return error_; }

private:
    bool wait_for_room();

    int fd_;
    int wake_fd_;
    int error_ = 0;
    bool closed_ = false;
};

/// Reads from a descriptor that it does not own, until `wake_fd` becomes readable. A line, and all
/// of it, is at most kMostTextBytes.
class FdInput final : public Input {
public:
    FdInput(int fd, int wake_fd) : fd_(fd), wake_fd_(wake_fd) {}
    ReadStatus read_line(std::string& line) override;
    ReadStatus read_all(std::string& text) override;
    int descriptor() const override { return fd_; }
    std::uint64_t size() const override;
    bool wait(std::chrono::milliseconds most) override;
    bool has_line() override;

private:
    ReadStatus fill();

    int fd_;
    int wake_fd_;
    std::string buffer_;
    bool ended_ = false;
};

/// A file of its own, closed with it.
class FileDescriptor {
public:
    explicit FileDescriptor(int fd) : fd_(fd) {}
    ~FileDescriptor();
    FileDescriptor(const FileDescriptor&) = delete;
    FileDescriptor& operator=(const FileDescriptor&) = delete;
    int get() const { return fd_; }

private:
    int fd_;
};

/// Waits until `fd` can be read: `line`, or `interrupted` where `wake_fd` became readable first.
ReadStatus wait_for_input(int fd, int wake_fd);

}  // namespace rocinfer_cli
