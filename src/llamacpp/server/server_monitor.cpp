// SPDX-License-Identifier: EUPL-1.2
#include "llamacpp/server/server_monitor.h"

#include <utility>

namespace inference::llamacpp {
namespace {

constexpr std::size_t kMostFirstLines = 256 * 1024;
constexpr std::string_view kListening = "listening on ";
constexpr std::string_view kIdle = "all slots are idle";

}  // namespace

process::Observer ServerMonitor::observer_of(const std::shared_ptr<ServerMonitor>& life) {
    process::Observer observer;
    observer.on_log = [life](std::string_view line) { life->on_line(line); };
    observer.on_exit = [life](const process::ExitStatus& status) { life->on_exit(status); };
    return observer;
}

void ServerMonitor::on_line(std::string_view line) {
    {
        const std::scoped_lock lock(mutex_);
        ++lines_;
        if (keep_first_lines_ && first_lines_.size() + line.size() < kMostFirstLines) {
            first_lines_ += line;
            first_lines_ += '\n';
        }
        if (line.find(kListening) != std::string_view::npos) {
            spoke_of_listening_ = true;
            news_ = true;
            changed_.notify_all();
        }
        if (!is_looping_ && line.find(kIdle) != std::string_view::npos) {
            is_looping_ = true;
            changed_.notify_all();
        }
    }
    if (log_) log_->push(line);
}

void ServerMonitor::on_exit(const process::ExitStatus& status) {
    const std::scoped_lock lock(mutex_);
    status_ = status;
    news_ = true;
    changed_.notify_all();
}

std::optional<process::ExitStatus> ServerMonitor::exit_status() const {
    const std::scoped_lock lock(mutex_);
    return status_;
}

bool ServerMonitor::spoke_of_listening() const {
    const std::scoped_lock lock(mutex_);
    return spoke_of_listening_;
}

std::uint64_t ServerMonitor::lines() const {
    const std::scoped_lock lock(mutex_);
    return lines_;
}

std::string ServerMonitor::first_lines() const {
    const std::scoped_lock lock(mutex_);
    return first_lines_;
}

void ServerMonitor::forget_first_lines() {
    const std::scoped_lock lock(mutex_);
    keep_first_lines_ = false;
    first_lines_.clear();
    first_lines_.shrink_to_fit();
}

bool ServerMonitor::wait_for_news(std::chrono::steady_clock::time_point deadline) {
    std::unique_lock lock(mutex_);
    changed_.wait_until(lock, deadline, [&] { return news_; });
    return std::exchange(news_, false);
}

void ServerMonitor::wait_for_main_loop(std::chrono::steady_clock::time_point deadline) const {
    std::unique_lock lock(mutex_);
    changed_.wait_until(lock, deadline, [&] { return is_looping_ || status_.has_value(); });
}

bool ServerMonitor::wait_for_exit(std::chrono::steady_clock::time_point deadline) const {
    std::unique_lock lock(mutex_);
    return changed_.wait_until(lock, deadline, [&] { return status_.has_value(); });
}

}  // namespace inference::llamacpp
