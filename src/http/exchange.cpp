// SPDX-License-Identifier: EUPL-1.2
#include "http/exchange.h"

#include <utility>

namespace inference::http {

Exchange::Taken Exchange::take(std::string& into, std::optional<Clock::time_point> deadline) {
    into.clear();
    std::function<void()> resume;
    {
        std::unique_lock lock(mutex_);
        const auto ready = [&] { return !buffer_.empty() || end_.has_value(); };
        if (!ready()) {
            waiting_ = true;
            if (deadline) {
                changed_.wait_until(lock, *deadline, ready);
            } else {
                changed_.wait(lock, ready);
            }
            waiting_ = false;
        }
        if (buffer_.empty()) return end_ ? Taken::ended : Taken::timed_out;
        // A server that never stops sending must not outlive the deadline; one that ended in time
        // has kept it.
        if (deadline && !end_ && Clock::now() >= *deadline) return Taken::timed_out;
        std::swap(into, buffer_);
        if (std::exchange(refused_bytes_, false)) resume = resume_;
    }
    if (resume) resume();
    return Taken::bytes;
}

long Exchange::status() const {
    const std::scoped_lock lock(mutex_);
    return status_;
}

std::string Exchange::content_type() const {
    const std::scoped_lock lock(mutex_);
    return content_type_;
}

End Exchange::end() const {
    const std::scoped_lock lock(mutex_);
    return end_.value_or(End{});
}

Clock::time_point Exchange::last_progress() const {
    const std::scoped_lock lock(mutex_);
    return last_progress_;
}

bool Exchange::offer(std::string_view bytes) {
    const std::scoped_lock lock(mutex_);
    if (end_) return true;  // nobody will take them; the loop is about to let go
    if (!buffer_.empty() && buffer_.size() + bytes.size() > most_buffered_) {
        refused_bytes_ = true;
        return false;
    }
    buffer_.append(bytes);
    last_progress_ = Clock::now();
    if (waiting_) changed_.notify_one();
    return true;
}

void Exchange::set_head(long status, std::string content_type) {
    const std::scoped_lock lock(mutex_);
    status_ = status;
    content_type_ = std::move(content_type);
}

void Exchange::finish(End end) {
    const std::scoped_lock lock(mutex_);
    if (end_) return;
    // What a cancelled exchange still holds is of no use, and its end must be seen at once.
    if (end.kind == End::Kind::cancelled) buffer_.clear();
    end_ = std::move(end);
    changed_.notify_all();
}

bool Exchange::finished() const {
    const std::scoped_lock lock(mutex_);
    return end_.has_value();
}

void Exchange::on_drained(std::function<void()> resume) {
    const std::scoped_lock lock(mutex_);
    resume_ = std::move(resume);
}

}  // namespace inference::http
