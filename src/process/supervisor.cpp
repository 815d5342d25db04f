// SPDX-License-Identifier: EUPL-1.2
#include "process/supervisor.h"

#include "base/errno_text.h"
#include "process/pipe.h"
#include "process/spawn.h"

#include <climits>

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <limits>
#include <poll.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <utility>

namespace inference::process {
namespace {

// Lines wait for on_log while on_log itself waits for the child. More than this is dropped; the
// ring has it anyway.
constexpr std::size_t kMostUndelivered = std::size_t{1} << 20U;
constexpr auto kAll = std::numeric_limits<std::uint64_t>::max();

int poll_timeout(Supervisor::Clock::time_point deadline) {
    const auto now = Supervisor::Clock::now();
    if (deadline <= now) return 0;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - now).count();
    return static_cast<int>(std::min<decltype(left)>(left, INT_MAX));
}

}  // namespace

Supervisor::Supervisor(Command command, Observer observer, std::size_t log_ring_bytes)
    : command_(std::move(command)),
      observer_(std::move(observer)),
      buffer_(),
      ring_(log_ring_bytes) {}

void Supervisor::run(std::promise<Result<void>>& started) noexcept {
    thread_ = std::this_thread::get_id();
    auto outcome = start();
    const bool runs = outcome.has_value();
    started.set_value(std::move(outcome));
    if (runs) watch();
}

Result<void> Supervisor::start() {
    auto log = open_pipe();
    if (!log) return std::unexpected(log.error());
    // Our end only: the child's writes must wait for room, not fail.
    if (::fcntl(log->read_end.get(), F_SETFL, O_NONBLOCK) != 0 ||
        ::fstat(log->read_end.get(), &log_identity_) != 0)
        return fail(ErrorCode::io, "process: cannot prepare a pipe: " + base::errno_text(errno));
    auto pid = spawn(command_, log->write_end);
    if (!pid) return std::unexpected(pid.error());
    pid_ = *pid;
    log_ = std::move(log->read_end);
    auto watched = watch_.start(pid_);
    if (!watched) {
        watch_.kill_group();
        watch_.collect();
    }
    return watched;
}

void Supervisor::watch() {
    while (!exit_status()) {
        poll_once(-1);
        deliver();
    }
    deliver();
    mark_delivered(kAll);
    if (!observer_.on_exit) return;
    try {
        observer_.on_exit(*exit_status());
    } catch (...) {  // as Observer says
    }
}

void Supervisor::poll_once(int timeout_ms) {
    std::array<pollfd, 2> watched{{{watch_.fd(), POLLIN, 0}, {log_.get(), POLLIN, 0}}};
    if (::poll(watched.data(), watched.size(), timeout_ms) < 0) {
        if (errno != EINTR) descriptors_lost();
        return;
    }
    const auto [end, log] = watched;
    if (((end.revents | log.revents) & POLLNVAL) != 0) return descriptors_lost();
    if (log.revents != 0) read_available();
    if (end.revents != 0) child_ended();
}

void Supervisor::read_available() {
    if (!log_is_ours()) return descriptors_lost();
    const ssize_t got = read_log(buffer_.size());
    if (got > 0) return keep({buffer_.data(), static_cast<std::size_t>(got)});
    if (got == 0) {
        const std::lock_guard lock(mutex_);
        return log_.reset();
    }
    if (errno != EAGAIN && errno != EINTR) descriptors_lost();
}

// Reads only what is in the pipe now: a grandchild may hold the other end open and go on writing.
void Supervisor::read_rest() {
    int waiting = 0;
    if (!log_ || ::ioctl(log_.get(), FIONREAD, &waiting) != 0) return;
    auto left = static_cast<std::size_t>(std::max(waiting, 0));
    while (left > 0) {
        const ssize_t got = read_log(std::min(left, buffer_.size()));
        if (got <= 0) return;
        keep({buffer_.data(), static_cast<std::size_t>(got)});
        left -= static_cast<std::size_t>(got);
    }
}

// Under the lock, because catch_up() adds the bytes read to those still in the pipe.
ssize_t Supervisor::read_log(std::size_t most) {
    const std::lock_guard lock(mutex_);
    const ssize_t got = ::read(log_.get(), buffer_.data(), most);
    if (got > 0) bytes_read_ += static_cast<std::uint64_t>(got);
    return got;
}

void Supervisor::mark_delivered(std::uint64_t bytes) noexcept {
    const std::lock_guard lock(mutex_);
    bytes_delivered_ = bytes;
    delivered_.notify_all();
}

void Supervisor::keep(std::string_view bytes) {
    splitter_.feed(bytes, [this](std::string_view line) { keep_line(line); });
}

void Supervisor::keep_line(std::string_view line) {
    {
        const std::lock_guard lock(mutex_);
        ring_.append(line);
    }
    if (!observer_.on_log || undelivered_bytes_ + line.size() > kMostUndelivered) return;
    undelivered_.emplace_back(line);
    undelivered_bytes_ += line.size() + 1;
}

void Supervisor::deliver() noexcept {
    const std::vector<std::string> lines = std::exchange(undelivered_, {});
    undelivered_bytes_ = 0;
    // Before the calls: a callback that waits for the child reads more of the log.
    const std::uint64_t read = bytes_read_;
    for (const std::string& line : lines) {
        try {
            observer_.on_log(line);
        } catch (...) {  // as Observer says
        }
    }
    mark_delivered(read);
}

void Supervisor::child_ended() {
    if (exit_status()) return;
    const auto how = watch_.peek();
    if (!how) return descriptors_lost();  // the host opened another file under its number
    // Processes that the child started in its group end with it. This must come before collecting:
    // afterwards the group's id may be reused.
    if (!how->unknown) watch_.kill_group();
    if (log_ && !log_is_ours()) return descriptors_lost();
    read_rest();
    publish();
}

// The host closed our descriptors, and may have opened its own files under their numbers, so none
// of them is used again. Nobody can read the child's log any more: the child is killed by its id.
void Supervisor::descriptors_lost() {
    if (exit_status()) return;
    {
        const std::lock_guard lock(mutex_);
        log_.release();
        watch_.forget_descriptors();
        watch_.kill_group();
    }
    publish();
}

void Supervisor::publish() {
    splitter_.finish([this](std::string_view line) { keep_line(line); });
    const std::lock_guard lock(mutex_);
    log_.reset();
    status_ = watch_.collect();
    ended_.notify_all();
}

bool Supervisor::log_is_ours() const noexcept {
    struct stat now = {};
    return ::fstat(log_.get(), &now) == 0 && now.st_dev == log_identity_.st_dev &&
           now.st_ino == log_identity_.st_ino;
}

std::optional<ExitStatus> Supervisor::exit_status() const {
    if (!guard_.in_original_process()) return std::nullopt;
    const std::lock_guard lock(mutex_);
    return status_;
}

std::optional<ExitStatus> Supervisor::wait_until(Clock::time_point deadline) {
    if (!guard_.in_original_process()) return std::nullopt;
    if (is_own_thread()) {
        // No other thread would notice the end.
        while (!exit_status() && Clock::now() < deadline)
            poll_once(poll_timeout(deadline));
        return exit_status();
    }
    std::unique_lock lock(mutex_);
    ended_.wait_until(lock, deadline, [this] { return status_.has_value(); });
    return status_;
}

Result<void> Supervisor::signal(int signal_number) {
    if (!guard_.in_original_process())
        return fail(ErrorCode::unavailable,
                    "process: the child belongs to the process that forked");
    const std::lock_guard lock(mutex_);
    if (status_)
        return fail(ErrorCode::unavailable,
                    "process: the child " + status_->describe() + " already");
    const int error = watch_.signal(signal_number);
    if (error == 0) return {};
    return fail(error == EINVAL ? ErrorCode::invalid_argument : ErrorCode::io,
                "process: cannot send signal " + std::to_string(signal_number) + " to process " +
                    std::to_string(pid_) + ": " + base::errno_text(error));
}

ExitStatus Supervisor::stop(const StopPolicy& policy) {
    if (!guard_.in_original_process()) return {.unknown = true};
    {
        const std::lock_guard lock(mutex_);
        escalation_.hasten(Clock::now(), policy);
    }
    for (;;) {
        Clock::time_point next;
        {
            const std::lock_guard lock(mutex_);
            if (status_) return *status_;
            switch (escalation_.take_due(Clock::now())) {
                case Escalation::Step::terminate:
                    watch_.signal(SIGTERM);
                    watch_.signal(SIGCONT);  // a stopped child does not handle SIGTERM
                    break;
                case Escalation::Step::kill:
                    watch_.kill_group();
                    break;
                case Escalation::Step::none:
                    break;
            }
            next = escalation_.next_at();
        }
        if (auto status = wait_until(next)) return *status;
    }
}

void Supervisor::kill_now() noexcept {
    if (!guard_.in_original_process()) return;
    const std::lock_guard lock(mutex_);
    if (!status_) watch_.kill_group();
}

bool Supervisor::catch_up(Clock::time_point deadline) {
    if (!guard_.in_original_process() || is_own_thread()) return false;
    std::unique_lock lock(mutex_);
    int waiting = 0;
    if (log_ && (!log_is_ours() || ::ioctl(log_.get(), FIONREAD, &waiting) != 0)) return false;
    const std::uint64_t wanted = bytes_read_ + static_cast<std::uint64_t>(std::max(waiting, 0));
    // The supervising thread needs no wake-up: it does not sleep while there is something to read.
    return delivered_.wait_until(lock, deadline, [&] { return bytes_delivered_ >= wanted; });
}

std::string Supervisor::log_tail() const {
    if (!guard_.in_original_process()) return {};
    const std::lock_guard lock(mutex_);
    return ring_.text();
}

}  // namespace inference::process
