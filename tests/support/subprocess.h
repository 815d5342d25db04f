// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <sys/types.h>
#include <utility>
#include <vector>

namespace support {

/// A program under test, with its streams in the test's hands. Killed, and waited for, with this.
class Subprocess {
public:
    struct Setup {
        std::string executable;
        std::vector<std::string> arguments;
        /// Added to this process's own; an empty value takes the variable away.
        std::vector<std::pair<std::string, std::string>> environment;
        /// stdin, stdout and stderr are one pseudo-terminal of 100 columns; all of it is in out().
        bool terminal = false;
        /// Bytes that stdout's pipe holds before a writer waits; 0 = the system's default.
        int pipe_bytes = 0;
    };

    explicit Subprocess(const Setup& setup);
    ~Subprocess();
    Subprocess(const Subprocess&) = delete;
    Subprocess& operator=(const Subprocess&) = delete;

    void write(std::string_view text);
    void close_stdin();
    /// As `head` does when it has enough.
    void close_stdout();
    void signal(int number) const;
    /// Reads until stdout has `text` after what the last call found; false at its end or after
    /// `limit`.
    bool read_until(std::string_view text, std::chrono::seconds limit = std::chrono::seconds(60));
    /// Reads until stderr has `text`.
    bool read_errors_until(std::string_view text,
                           std::chrono::seconds limit = std::chrono::seconds(60));
    /// Reads to the end; its exit code, 128 + the signal that killed it, or −1 where it had to be
    /// killed after `limit`.
    int wait(std::chrono::seconds limit = std::chrono::seconds(90));

    /// Whether it has ended, or does within `limit`; reads meanwhile.
    bool ended_within(std::chrono::seconds limit);

    /// Bytes that stdout's pipe holds.
    int unread() const;
    /// Whether a signal was sent that nobody has taken yet.
    bool has_pending(int number) const;
    /// Whether its main thread keeps the signal away from itself.
    bool blocks(int number) const;

    const std::string& out() const { return out_; }
    const std::string& err() const { return err_; }
    pid_t pid() const { return pid_; }

private:
    bool has_in_mask(const char* mask, int number) const;
    bool pump(const std::function<bool()>& is_enough, std::chrono::seconds limit);
    static bool read_some(int& fd, std::string& into);

    pid_t pid_ = -1;
    int in_ = -1;
    int out_fd_ = -1;
    int err_fd_ = -1;
    bool is_terminal_ = false;
    std::string out_;
    std::size_t expected_until_ = 0;
    std::string err_;
};

/// The processes whose environment has `entry` ("NAME=value"), but this one.
std::vector<pid_t> processes_with(std::string_view entry);

}  // namespace support
