// SPDX-License-Identifier: EUPL-1.2
#include "process/log_relay.h"

#include "process/signals_blocked.h"

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <pthread.h>
#include <string>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace inference::process {
namespace {

using Clock = std::chrono::steady_clock;

// Of the sink's own time, not of the clock's: on a busy machine a quick sink loses nothing.
constexpr Clock::duration kFarewell = std::chrono::milliseconds(20);

std::string gap(std::uint64_t lines) {
    return "process: " + std::to_string(lines) +
           (lines == 1 ? " line of the log was" : " lines of the log were") +
           " left out here, for the sink could not follow";
}

}  // namespace

struct LogRelay::Queue {
    Queue(Sink to, Room most) : sink(std::move(to)), room(most) {}

    void push(std::string_view line) {
        const std::lock_guard lock(mutex);
        if (finishing) return;
        const bool idle = lines.empty() && left_out == 0;
        const bool full = lines.size() >= room.lines || bytes + line.size() > room.bytes;
        if (left_out > 0 || full) {
            ++left_out;
        } else {
            lines.emplace_back(line);
            bytes += line.size();
        }
        if (idle) changed.notify_one();
    }

    void run() noexcept {
        ::pthread_setname_np(::pthread_self(), "child-log");
        Clock::duration farewell{0};
        std::unique_lock lock(mutex);
        for (;;) {
            changed.wait(lock, [&] { return finishing || !lines.empty() || left_out > 0; });
            if (finishing && farewell >= kFarewell) return;
            if (lines.empty() && left_out == 0) return;
            const std::string line = take();
            lock.unlock();
            const auto begun = Clock::now();
            tell(line);
            const auto took = Clock::now() - begun;
            lock.lock();
            if (finishing) farewell += took;
        }
    }

    std::string take() {
        // Nothing is queued behind a gap, so it is due when the queue is empty.
        if (lines.empty()) return gap(std::exchange(left_out, 0));
        std::string line = std::move(lines.front());
        lines.pop_front();
        bytes -= line.size();
        return line;
    }

    void tell(const std::string& line) const noexcept {
        try {
            sink(line);
        } catch (...) {  // a sink's trouble is neither the child's nor the host's
        }
    }

    void finish(bool drop_all) {
        const std::lock_guard lock(mutex);
        finishing = true;
        if (drop_all) {
            lines.clear();
            left_out = 0;
        }
        changed.notify_one();
    }

    const Sink sink;
    const Room room;
    std::mutex mutex;
    std::condition_variable changed;
    std::deque<std::string> lines;
    std::size_t bytes = 0;
    std::uint64_t left_out = 0;
    bool finishing = false;
};

Result<std::shared_ptr<LogRelay>> LogRelay::start(Sink sink, Room room) {
    auto queue = std::make_shared<Queue>(std::move(sink), room);
    try {
        const SignalsBlocked blocked;
        std::thread thread([queue] { queue->run(); });
        return std::shared_ptr<LogRelay>(new LogRelay(std::move(queue), std::move(thread)));
    } catch (const std::system_error& error) {
        return fail(ErrorCode::io,
                    "process: cannot start a thread for the log: " + error.code().message());
    }
}

LogRelay::LogRelay(std::shared_ptr<Queue> queue, std::thread thread)
    : queue_(std::move(queue)),
      host_(::getpid()),
      thread_(std::move(thread)),
      thread_id_(thread_.get_id()) {}

LogRelay::~LogRelay() {
    if (!is_own_process()) {
        // The thread is not there to be joined, and the queue's lock may be held for ever.
        static_cast<void>(new std::thread(std::move(thread_)));
        static_cast<void>(new std::shared_ptr<Queue>(std::move(queue_)));
        return;
    }
    finish();
    // Let go of by the sink itself: its thread can't wait for itself. It owns all that it needs,
    // and ends when the sink returns.
    if (thread_.joinable()) thread_.detach();
}

bool LogRelay::is_own_process() const noexcept {
    return ::getpid() == host_;
}

bool LogRelay::is_own_thread() const noexcept {
    return std::this_thread::get_id() == thread_id_;
}

void LogRelay::push(std::string_view line) {
    if (is_own_process()) queue_->push(line);
}

void LogRelay::finish() {
    if (!is_own_process()) return;
    queue_->finish(is_own_thread());
    if (is_own_thread()) return;
    const std::lock_guard lock(joining_);
    if (thread_.joinable()) thread_.join();
}

}  // namespace inference::process
