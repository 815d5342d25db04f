// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

namespace rocinfer_cli {

/// Jobs that are done in any order by many threads, whose results leave in the jobs' order.
/// Bounded: a job waits at the entrance while the oldest unfinished one is too far behind it.
/// Thread-safe.
template <class Job, class Result>
class BatchQueue {
public:
    /// `emit` gets the results in order, one call at a time.
    BatchQueue(std::size_t most, std::function<void(Result)> emit)
        : most_(most), emit_(std::move(emit)) {}

    struct Taken {
        std::size_t number;
        Job job;
    };

    /// Waits while the queue is full; false where it was ended.
    bool put(Job job) {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] { return ended_ || next_number_ - next_out_ < most_; });
        if (ended_) return false;
        waiting_.push_back({next_number_++, std::move(job)});
        changed_.notify_all();
        return true;
    }
    /// No more jobs will come.
    void close() {
        const std::scoped_lock lock(mutex_);
        closed_ = true;
        changed_.notify_all();
    }
    /// The jobs that nobody has begun are forgotten.
    void end() {
        const std::scoped_lock lock(mutex_);
        ended_ = true;
        changed_.notify_all();
    }
    /// The next job; empty where there will be none.
    std::optional<Taken> take() {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] { return ended_ || closed_ || !waiting_.empty(); });
        if (ended_ || waiting_.empty()) return std::nullopt;
        Taken taken = std::move(waiting_.front());
        waiting_.pop_front();
        return taken;
    }
    /// Whoever finishes the oldest job emits, without the lock: `emit` may take its time, and
    /// end().
    void finish(std::size_t number, Result result) {
        std::unique_lock lock(mutex_);
        finished_.emplace(number, std::move(result));
        if (emitting_) return;
        emitting_ = true;
        for (auto next = finished_.find(next_out_); next != finished_.end();
             next = finished_.find(next_out_)) {
            auto taken = finished_.extract(next);
            lock.unlock();
            emit_(std::move(taken.mapped()));
            lock.lock();
            ++next_out_;
            changed_.notify_all();
        }
        emitting_ = false;
    }

private:
    const std::size_t most_;
    const std::function<void(Result)> emit_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<Taken> waiting_;
    std::map<std::size_t, Result> finished_;
    std::size_t next_number_ = 0;
    std::size_t next_out_ = 0;
    bool emitting_ = false;
    bool closed_ = false;
    bool ended_ = false;
};

}  // namespace rocinfer_cli
