// SPDX-License-Identifier: EUPL-1.2
#include "base/fork_guard.h"

#include <atomic>
#include <new>
#include <pthread.h>

namespace inference::base {
namespace {

// How many forks lie between the program's start and this process.
std::atomic<std::uint64_t> forks{0};

void count_fork() {
    forks.fetch_add(1, std::memory_order_relaxed);
}

void count_forks_from_now_on() {
    static const int failure = ::pthread_atfork(nullptr, nullptr, &count_fork);
    if (failure != 0) throw std::bad_alloc();
}

}  // namespace

ForkGuard::ForkGuard() {
    count_forks_from_now_on();
    generation_ = forks.load(std::memory_order_relaxed);
}

bool ForkGuard::in_original_process() const noexcept {
    return forks.load(std::memory_order_relaxed) == generation_;
}

}  // namespace inference::base
