// SPDX-License-Identifier: EUPL-1.2
#include "discovery/parallel.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <system_error>
#include <thread>
#include <vector>

namespace inference::discovery {

namespace {

// Reading headers is bound by memory, then by the disk: more threads than this gain nothing.
constexpr std::size_t kMostThreads = 8;
// Below this, starting a thread costs more than it saves.
constexpr std::size_t kWorthAThread = 8;

}  // namespace

void for_each_in_parallel(std::size_t count, const std::function<void(std::size_t)>& work) {
    std::atomic<std::size_t> next{0};
    std::mutex mutex;
    std::exception_ptr failure;
    const auto drain = [&] {
        try {
            for (std::size_t i = next++; i < count; i = next++)
                work(i);
        } catch (...) {
            // Out of memory: it must not end the process from a thread of ours.
            next = count;
            const std::scoped_lock lock(mutex);
            failure = std::current_exception();
        }
    };
    const std::size_t cores = std::max(1U, std::thread::hardware_concurrency());
    const std::size_t wanted = std::min({kMostThreads, cores, count / kWorthAThread + 1});
    {
        std::vector<std::jthread> helpers;
        try {
            while (helpers.size() + 1 < wanted)
                helpers.emplace_back(drain);
        } catch (const std::system_error&) {
            // As many as the system gives.
        }
        drain();
    }
    if (failure) std::rethrow_exception(failure);
}

}  // namespace inference::discovery
