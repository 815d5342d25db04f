// SPDX-License-Identifier: EUPL-1.2
#include "base/ending_threads.h"

#include "base/fork_guard.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <utility>
#include <vector>

namespace inference::base {
namespace {

constexpr auto kLongestFarewell = std::chrono::seconds(1);

struct EndingThread {
    std::thread thread;
    EndMark end;
};

struct List {
    explicit List(List* original_list) : original(original_list) {}

    std::vector<std::thread> take_ended() {
        std::vector<std::thread> taken;
        for (EndingThread& each : threads) {
            if (*each.end) taken.push_back(std::move(each.thread));
        }
        std::erase_if(threads, [](const EndingThread& each) { return !each.thread.joinable(); });
        return taken;
    }

    const ForkGuard guard;
    List* const original;  // a forked copy's predecessor, whose mutex may be locked for ever
    std::mutex mutex;
    std::condition_variable ended;
    std::vector<EndingThread> threads;
};

List& list() {
    static std::atomic<List*> current{nullptr};
    List* known = current.load();
    while (known == nullptr || !known->guard.in_original_process()) {
        auto fresh = std::make_unique<List>(known);
        if (current.compare_exchange_strong(known, fresh.get())) known = fresh.release();
    }
    return *known;
}

void join_all(std::vector<std::thread> threads) {
    for (std::thread& thread : threads)
        thread.join();
}

// Of what the program ended from, only this thread itself can't be waited for.
struct Farewell {
    ~Farewell() {
        List& all = list();
        std::unique_lock lock(all.mutex);
        all.ended.wait_for(lock, kLongestFarewell, [&all] {
            return std::ranges::all_of(all.threads, [](const EndingThread& each) {
                return *each.end || each.thread.get_id() == std::this_thread::get_id();
            });
        });
        auto ended = all.take_ended();
        lock.unlock();
        join_all(std::move(ended));
    }
};

}  // namespace

EndMark make_end_mark() {
    return std::make_shared<bool>(false);
}

void mark_ended(const EndMark& end) noexcept {
    List& all = list();
    const std::scoped_lock lock(all.mutex);
    *end = true;
    all.ended.notify_all();
}

void leave_to_end(std::thread thread, EndMark end) {
    static const Farewell at_the_programs_end;
    List& all = list();
    const std::scoped_lock lock(all.mutex);
    all.threads.push_back({std::move(thread), std::move(end)});
}

void join_ended_threads() {
    List& all = list();
    std::unique_lock lock(all.mutex);
    auto ended = all.take_ended();
    lock.unlock();
    join_all(std::move(ended));
}

}  // namespace inference::base
