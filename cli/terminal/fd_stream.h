// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "terminal/console.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace rocinfer_cli {

/// Writes to a descriptor that it does not own.
class FdOutput final : public Output {
public:
    explicit FdOutput(int fd) : fd_(fd) {}
    void write(std::string_view bytes) override;
    bool closed() const override { return closed_; }
    int error() const override { return error_; }

private:
    int fd_;
    int error_ = 0;
    bool closed_ = false;
};

/// Reads from a descriptor that it does not own, until `wake_fd` becomes readable.
class FdInput final : public Input {
public:
    FdInput(int fd, int wake_fd) : fd_(fd), wake_fd_(wake_fd) {}
    ReadStatus read_line(std::string& line) override;
    ReadStatus read_all(std::string& text) override;
    std::uint64_t size() const override;

private:
    ReadStatus fill();

    int fd_;
    int wake_fd_;
    std::string buffer_;
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
