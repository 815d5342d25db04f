// SPDX-License-Identifier: EUPL-1.2
#include "signals/interrupts.h"

#include <csignal>
#include <sys/eventfd.h>
#include <unistd.h>

namespace rocinfer_cli {

Interrupts::Interrupts() : wake_fd_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {}

Interrupts::~Interrupts() {
    if (wake_fd_ >= 0) ::close(wake_fd_);
}

std::stop_token Interrupts::begin() {
    const std::scoped_lock lock(mutex_);
    signal_ = 0;
    eventfd_t count = 0;
    ::eventfd_read(wake_fd_, &count);
    source_ = std::stop_source();
    return source_.get_token();
}

std::stop_token Interrupts::token() const {
    const std::scoped_lock lock(mutex_);
    return source_.get_token();
}

bool Interrupts::trigger(int signal) {
    if (signal_ != 0) return accept(signal);
    if (!accept(signal)) return false;
    stop();
    return true;
}

bool Interrupts::accept(int signal) {
    const std::scoped_lock lock(mutex_);
    int none = 0;
    if (!signal_.compare_exchange_strong(none, signal)) {
        return none == SIGINT && signal == SIGINT && at_prompt_;
    }
    ::eventfd_write(wake_fd_, 1);
    return true;
}

void Interrupts::stop() {
    std::unique_lock lock(mutex_);
    std::stop_source source = source_;
    lock.unlock();
    // Outside the lock: the callbacks of a request may take their time.
    source.request_stop();
}

}  // namespace rocinfer_cli
