// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <atomic>
#include <mutex>
#include <stop_token>

namespace rocinfer_cli {

/// Ctrl-C as a value: what runs now is asked to stop through its token. Thread-safe.
class Interrupts {
public:
    Interrupts();
    ~Interrupts();
    Interrupts(const Interrupts&) = delete;
    Interrupts& operator=(const Interrupts&) = delete;

    /// Forgets an earlier interrupt and gives the token of what begins now.
    std::stop_token begin();
    /// The token of what runs now.
    std::stop_token token() const;
    /// Whether a person is at the prompt, where Ctrl-C means a line at most, however often.
    void at_prompt(bool yes) { at_prompt_ = yes; }
    /// A signal came: stops what runs now. False where one had come before, and this one counts.
    bool trigger(int signal);
    /// The first half of trigger(): notes the signal and wakes whoever waits for input.
    bool accept(int signal);
    /// The second half: calls what waits for the token, which may take its time.
    void stop();
    /// From now on there is something to tidy up before the process may end: an engine, a folder, a
    /// cursor that is hidden. Until then a signal ends it at once.
    void must_tidy() { must_tidy_ = true; }
    bool has_to_tidy() const { return must_tidy_; }
    /// The signal that came since begin(); 0 = none.
    int signal() const { return signal_.load(); }
    bool interrupted() const { return signal() != 0; }
    /// The exit code that the signal asks for: 130 for Ctrl-C.
    int exit_code() const { return 128 + signal(); }
    /// Readable from an interrupt until begin(); below 0 where there was no descriptor left for it.
    int wake_fd() const { return wake_fd_; }

private:
    mutable std::mutex mutex_;
    std::stop_source source_;
    std::atomic<int> signal_ = 0;
    std::atomic<bool> at_prompt_ = false;
    std::atomic<bool> must_tidy_ = false;
    int wake_fd_;
};

}  // namespace rocinfer_cli
