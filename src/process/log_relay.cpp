// SPDX-License-Identifier: EUPL-1.2
#include "process/log_relay.h"

#include "base/errno_text.h"
#include "base/fork_guard.h"

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <mutex>
#include <string>
#include <utility>

namespace inference::process {
namespace {

using Clock = std::chrono::steady_clock;

// Counts the time spent in the sink only: on a busy machine a fast sink loses nothing.
constexpr Clock::duration kMostTimeToFinish = std::chrono::milliseconds(20);

std::string gap_text(std::uint64_t lines) {
    return "process: " + std::to_string(lines) +
           (lines == 1 ? " line of the log was" : " lines of the log were") +
           " dropped here: the sink was too slow";
}

}  // namespace

struct LogRelay::Queue {
    Queue(Sink to, Capacity most) : sink(std::move(to)), capacity(most) {}

    void push(std::string_view line) {
        const std::lock_guard lock(mutex);
        if (finishing) return;
        const bool idle = lines.empty() && dropped == 0;
        const bool full = lines.size() >= capacity.lines || bytes + line.size() > capacity.bytes;
        if (dropped > 0 || full) {
            ++dropped;
        } else {
            lines.emplace_back(line);
            bytes += line.size();
        }
        if (idle) changed.notify_one();
    }

    void run() noexcept {
        Clock::duration time_to_finish{0};
        std::unique_lock lock(mutex);
        for (;;) {
            changed.wait(lock, [&] { return finishing || !lines.empty() || dropped > 0; });
            if (finishing && time_to_finish >= kMostTimeToFinish) return;
            if (lines.empty() && dropped == 0) return;
            const std::string line = take();
            lock.unlock();
            const auto begun = Clock::now();
            call_sink(line);
            const auto took = Clock::now() - begun;
            lock.lock();
            if (finishing) time_to_finish += took;
        }
    }

    std::string take() {
        // No line is queued while lines are dropped, so the gap comes last.
        if (lines.empty()) return gap_text(std::exchange(dropped, 0));
        std::string line = std::move(lines.front());
        lines.pop_front();
        bytes -= line.size();
        return line;
    }

    void call_sink(const std::string& line) const noexcept {
        try {
            sink(line);
        } catch (...) {  // as LogRelay says
        }
    }

    void finish(bool drop_rest) {
        const std::lock_guard lock(mutex);
        finishing = true;
        if (drop_rest) {
            lines.clear();
            dropped = 0;
        }
        changed.notify_one();
    }

    const Sink sink;
    const Capacity capacity;
    std::mutex mutex;
    std::condition_variable changed;
    std::deque<std::string> lines;
    std::size_t bytes = 0;
    std::uint64_t dropped = 0;
    bool finishing = false;
};

Result<std::shared_ptr<LogRelay>> LogRelay::start(Sink sink, Capacity capacity) {
    const std::shared_ptr<Queue> queue = base::make_fork_bound<Queue>(std::move(sink), capacity);
    auto thread = base::Thread::start("child-log", [queue] { queue->run(); });
    if (!thread) {
        return fail(ErrorCode::io, "process: cannot start a thread for the log: " +
                                       base::errno_text(thread.error()));
    }
    return std::shared_ptr<LogRelay>(new LogRelay(queue, *std::move(thread)));
}

LogRelay::LogRelay(std::shared_ptr<Queue> queue, base::Thread thread)
    : queue_(std::move(queue)), thread_(std::move(thread)) {}

LogRelay::~LogRelay() {
    finish();
}

void LogRelay::push(std::string_view line) {
    if (thread_) queue_->push(line);
}

void LogRelay::finish() {
    if (!thread_) return;
    queue_->finish(thread_.is_current());
    thread_.join();
}

}  // namespace inference::process
