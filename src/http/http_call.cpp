// SPDX-License-Identifier: EUPL-1.2
#include "http/http_call.h"

#include <utility>

namespace inference::http {

HttpCall::Taken HttpCall::take(std::string& into, std::optional<Clock::time_point> deadline) {
    into.clear();
    while (true) {
        {
            const std::scoped_lock lock(mutex_);
            if (buffer_.empty() && end_) return Taken::ended;
            // The deadline also holds against a server that never stops sending. An answer that is
            // complete came in time.
            if (deadline && !end_ && Clock::now() >= *deadline) return Taken::timed_out;
            if (!buffer_.empty()) {
                std::swap(into, buffer_);
                return Taken::bytes;
            }
        }
        if (carrier_) {
            carrier_->carry(deadline);
        } else {
            finish({End::Kind::broken, "the request was never started"});
        }
    }
}

long HttpCall::status() const {
    const std::scoped_lock lock(mutex_);
    return status_;
}

std::string HttpCall::content_type() const {
    const std::scoped_lock lock(mutex_);
    return content_type_;
}

End HttpCall::end() const {
    const std::scoped_lock lock(mutex_);
    return end_.value_or(End{});
}

void HttpCall::set_carrier(std::unique_ptr<Carrier> carrier) {
    carrier_ = std::move(carrier);
}

bool HttpCall::offer(std::string_view bytes) {
    const std::scoped_lock lock(mutex_);
    if (end_) return true;  // no reader wants them, and the carrier is about to let go
    if (!buffer_.empty() && buffer_.size() + bytes.size() > most_buffered_) return false;
    buffer_.append(bytes);
    return true;
}

void HttpCall::set_head(long status, std::string content_type) {
    const std::scoped_lock lock(mutex_);
    status_ = status;
    content_type_ = std::move(content_type);
}

void HttpCall::finish(End end) {
    const std::scoped_lock lock(mutex_);
    if (end_) return;
    // The reader of a cancelled call must see its end at once.
    if (end.kind == End::Kind::cancelled) buffer_.clear();
    end_ = std::move(end);
}

bool HttpCall::finished() const {
    const std::scoped_lock lock(mutex_);
    return end_.has_value();
}

bool HttpCall::ready() const {
    const std::scoped_lock lock(mutex_);
    return end_ || !buffer_.empty();
}

}  // namespace inference::http
