// SPDX-License-Identifier: EUPL-1.2
#include "base/thread.h"

#include "base/ending_threads.h"
#include "base/signals_blocked.h"

#include <mutex>
#include <pthread.h>
#include <thread>
#include <utility>

namespace inference::base {
namespace {

void name_this_thread([[maybe_unused]] const char* name) {
#ifdef __linux__
    ::pthread_setname_np(::pthread_self(), name);
#endif
}

}  // namespace

struct Thread::State {
    std::thread thread;
    std::thread::id id;
    std::mutex joining;
    EndMark end = make_end_mark();
};

Thread::Thread() noexcept = default;
Thread::Thread(ForkBound<State> state) noexcept : state_(std::move(state)) {}
Thread::Thread(Thread&& other) noexcept = default;

std::expected<Thread, std::error_code> Thread::start(const char* name, std::function<void()> body) {
    join_ended_threads();
    auto state = make_fork_bound<State>();
    try {
        const SignalsBlocked blocked;
        state->thread = std::thread([name, body = std::move(body), end = state->end]() mutable {
            name_this_thread(name);
            body();
            body = {};
            mark_ended(end);
        });
    } catch (const std::system_error& error) {
        return std::unexpected(error.code());
    }
    state->id = state->thread.get_id();
    return Thread(std::move(state));
}

Thread& Thread::operator=(Thread&& other) noexcept {
    if (this == &other) return *this;
    Thread old(std::move(*this));
    state_ = std::move(other.state_);
    return *this;
}

Thread::~Thread() {
    if (!*this) return;
    if (is_current()) {
        leave_to_end(std::move(state_->thread), state_->end);
    } else {
        join();
    }
}

void Thread::join() {
    if (!*this || is_current()) return;
    const std::scoped_lock lock(state_->joining);
    if (state_->thread.joinable()) state_->thread.join();
}

bool Thread::is_current() const noexcept {
    return *this && std::this_thread::get_id() == state_->id;
}

Thread::operator bool() const noexcept {
    return state_ != nullptr && state_.get_deleter().in_original_process();
}

}  // namespace inference::base
