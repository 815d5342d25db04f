// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "base/fork_guard.h"

#include <expected>
#include <functional>
#include <system_error>

namespace inference::base {

/// Owns one thread. None of the host's signal handlers ever runs on it. In a forked copy of the
/// host, where the thread does not exist, join() and the destructor do nothing.
class Thread {
public:
    Thread() noexcept;
    /// `name` is shown by debuggers and ps; at most 15 bytes. `body` must not throw.
    static std::expected<Thread, std::error_code> start(const char* name,
                                                        std::function<void()> body);
    Thread(Thread&& other) noexcept;
    /// Waits for the thread owned so far.
    Thread& operator=(Thread&& other) noexcept;
    /// Waits for the thread's end. On the thread itself that is impossible: what runs there must
    /// then own all it uses, and the thread is joined when the next one is started or the program
    /// ends (base/ending_threads).
    ~Thread();

    /// Waits for the thread's end; returns at once on the thread itself. From any thread, also from
    /// several at the same time.
    void join();
    /// Whether the caller runs on this thread.
    bool is_current() const noexcept;
    /// False for none, and in a forked copy.
    explicit operator bool() const noexcept;

private:
    struct State;
    explicit Thread(ForkBound<State> state) noexcept;

    ForkBound<State> state_;
};

}  // namespace inference::base
