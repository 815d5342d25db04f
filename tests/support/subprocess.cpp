// SPDX-License-Identifier: EUPL-1.2
#include "support/subprocess.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <poll.h>
#include <sstream>
#include <stdexcept>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace support {
namespace {

using std::chrono::steady_clock;

void close_fd(int& fd) {
    if (fd >= 0) ::close(fd);
    fd = -1;
}

std::array<int, 2> make_pipe() {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) throw std::runtime_error("pipe2");
    return ends;
}

// The two ends of a pseudo-terminal.
std::array<int, 2> make_terminal() {
    const int master = ::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (master < 0 || ::grantpt(master) != 0 || ::unlockpt(master) != 0)
        throw std::runtime_error("posix_openpt");
    const int slave = ::open(::ptsname(master), O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (slave < 0) throw std::runtime_error("open the terminal");
    winsize size{};
    size.ws_col = 100;
    size.ws_row = 40;
    ::ioctl(slave, TIOCSWINSZ, &size);
    return {slave, master};
}

std::vector<std::string> environment(const Subprocess::Setup& setup) {
    std::vector<std::string> entries;
    const auto replaced = [&](std::string_view entry) {
        return std::ranges::any_of(setup.environment, [&](const auto& change) {
            return entry.substr(0, entry.find('=')) == change.first;
        });
    };
    for (char** entry = environ; *entry != nullptr; ++entry) {
        if (!replaced(*entry)) entries.emplace_back(*entry);
    }
    for (const auto& [name, value] : setup.environment) {
        if (!value.empty()) entries.push_back(name + "=" + value);
    }
    return entries;
}

std::vector<char*> pointers(std::vector<std::string>& strings) {
    std::vector<char*> all;
    for (std::string& text : strings)
        all.push_back(text.data());
    all.push_back(nullptr);
    return all;
}

}  // namespace

Subprocess::Subprocess(const Setup& setup) : is_terminal_(setup.terminal) {
    std::vector<std::string> arguments{setup.executable};
    arguments.insert(arguments.end(), setup.arguments.begin(), setup.arguments.end());
    std::vector<std::string> variables = environment(setup);
    const auto argv = pointers(arguments);
    const auto envp = pointers(variables);

    std::array<int, 2> in{-1, -1};
    std::array<int, 2> out{-1, -1};
    std::array<int, 2> err{-1, -1};
    if (is_terminal_) {
        const auto [slave, master] = make_terminal();
        in = {slave, -1};
        out = {master, slave};
        err = {-1, slave};
    } else {
        in = make_pipe();
        out = make_pipe();
        err = make_pipe();
        if (setup.pipe_bytes > 0) ::fcntl(out[1], F_SETPIPE_SZ, setup.pipe_bytes);
    }

    pid_ = ::fork();
    if (pid_ < 0) throw std::runtime_error("fork");
    if (pid_ == 0) {
        if (is_terminal_) {
            ::setsid();
            ::ioctl(in[0], TIOCSCTTY, 0);
        }
        ::dup2(in[0], STDIN_FILENO);
        ::dup2(out[1], STDOUT_FILENO);
        ::dup2(err[1], STDERR_FILENO);
        ::execve(argv.front(), argv.data(), envp.data());
        ::_exit(127);
    }
    ::close(in[0]);
    if (!is_terminal_) {
        ::close(out[1]);
        ::close(err[1]);
    }
    in_ = is_terminal_ ? out[0] : in[1];
    out_fd_ = out[0];
    err_fd_ = err[0];
}

Subprocess::~Subprocess() {
    if (pid_ > 0) {
        ::kill(pid_, SIGKILL);
        ::waitpid(pid_, nullptr, 0);
    }
    if (in_ != out_fd_) close_fd(in_);
    close_fd(out_fd_);
    close_fd(err_fd_);
}

void Subprocess::write(std::string_view text) {
    while (!text.empty()) {
        const ssize_t written = ::write(in_, text.data(), text.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) throw std::runtime_error("write to the program");
        text.remove_prefix(static_cast<std::size_t>(written));
    }
}

void Subprocess::close_stdin() {
    if (!is_terminal_) close_fd(in_);
}

void Subprocess::close_stdout() {
    close_fd(out_fd_);
}

void Subprocess::signal(int number) const {
    ::kill(pid_, number);
}

int Subprocess::unread() const {
    int bytes = 0;
    return ::ioctl(out_fd_, FIONREAD, &bytes) == 0 ? bytes : 0;
}

bool Subprocess::has_pending(int number) const {
    return has_in_mask("ShdPnd:", number);
}

bool Subprocess::blocks(int number) const {
    return has_in_mask("SigBlk:", number);
}

bool Subprocess::has_in_mask(const char* mask_name, int number) const {
    std::ifstream status("/proc/" + std::to_string(pid_) + "/status");
    for (std::string line; std::getline(status, line);) {
        if (!line.starts_with(mask_name)) continue;
        const auto mask = std::stoull(line.substr(7), nullptr, 16);
        return (mask >> static_cast<unsigned>(number - 1) & 1U) != 0;
    }
    return false;
}

bool Subprocess::read_some(int& fd, std::string& into) {
    std::array<char, 4096> chunk;
    const ssize_t got = ::read(fd, chunk.data(), chunk.size());
    if (got > 0) {
        into.append(chunk.data(), static_cast<std::size_t>(got));
        return true;
    }
    // A terminal whose last program has left gives EIO.
    if (got == 0 || (errno != EINTR && errno != EAGAIN)) return false;
    return true;
}

bool Subprocess::pump(const std::function<bool()>& is_enough, std::chrono::seconds limit) {
    const auto deadline = steady_clock::now() + limit;
    bool out_open = out_fd_ >= 0;
    bool err_open = err_fd_ >= 0;
    while (!is_enough()) {
        const auto left =
            std::chrono::duration_cast<std::chrono::milliseconds>(deadline - steady_clock::now());
        if (left.count() <= 0 || (!out_open && !err_open)) return false;
        std::array<pollfd, 2> ready{pollfd{out_open ? out_fd_ : -1, POLLIN, 0},
                                    pollfd{err_open ? err_fd_ : -1, POLLIN, 0}};
        if (::poll(ready.data(), ready.size(), static_cast<int>(left.count())) <= 0) continue;
        if (ready[0].revents != 0) out_open = read_some(out_fd_, out_);
        if (ready[1].revents != 0) err_open = read_some(err_fd_, err_);
    }
    return true;
}

bool Subprocess::read_until(std::string_view text, std::chrono::seconds limit) {
    std::size_t at = std::string::npos;
    const bool found = pump(
        [&] {
            at = out_.find(text, expected_until_);
            return at != std::string::npos;
        },
        limit);
    if (found) expected_until_ = at + text.size();
    return found;
}

bool Subprocess::read_errors_until(std::string_view text, std::chrono::seconds limit) {
    return pump([&] { return err_.find(text) != std::string::npos; }, limit);
}

int Subprocess::wait(std::chrono::seconds limit) {
    const auto deadline = steady_clock::now() + limit;
    pump([] { return false; }, limit);
    // Its streams are closed, or time is up: in the first case it is about to end.
    int status = 0;
    pid_t ended = 0;
    while ((ended = ::waitpid(pid_, &status, WNOHANG)) == 0 && steady_clock::now() < deadline)
        ::poll(nullptr, 0, 5);
    if (ended == 0) {
        ::kill(pid_, SIGKILL);
        ::waitpid(pid_, &status, 0);
        pid_ = -1;
        return -1;
    }
    pid_ = -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

bool Subprocess::ended_within(std::chrono::seconds limit) {
    const auto deadline = steady_clock::now() + limit;
    pump([] { return false; }, limit);
    siginfo_t end{};
    do {
        if (::waitid(P_PID, static_cast<id_t>(pid_), &end, WEXITED | WNOHANG | WNOWAIT) != 0)
            return true;
        if (end.si_pid == pid_) return true;
    } while (steady_clock::now() < deadline && ::poll(nullptr, 0, 5) == 0);
    return false;
}

std::vector<pid_t> processes_with(std::string_view entry) {
    std::vector<pid_t> found;
    std::error_code ignored;
    for (const auto& folder : std::filesystem::directory_iterator("/proc", ignored)) {
        const std::string name = folder.path().filename();
        pid_t pid = 0;
        const auto [end, failed] = std::from_chars(name.data(), name.data() + name.size(), pid);
        if (failed != std::errc() || *end != '\0' || pid == ::getpid()) continue;
        std::ostringstream text;
        text << std::ifstream(folder.path() / "environ").rdbuf();
        const std::string all = std::string(1, '\0') + text.str();
        const std::string wanted = std::string(1, '\0') + std::string(entry) + std::string(1, '\0');
        if (all.find(wanted) != std::string::npos) found.push_back(pid);
    }
    return found;
}

}  // namespace support
