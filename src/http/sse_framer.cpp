// SPDX-License-Identifier: EUPL-1.2
#include "http/sse_framer.h"

#include <algorithm>
#include <cstring>
#include <new>

namespace inference::http {

void SseFramer::append(std::string_view bytes) {
    if (overlong_ || bytes.empty()) return;
    if (begin_ == end_) {
        begin_ = end_ = searched_ = 0;
    } else if (begin_ > capacity_ / 2) {
        std::memmove(buffer_.get(), buffer_.get() + begin_, end_ - begin_);
        searched_ -= begin_;
        end_ -= begin_;
        begin_ = 0;
    }
    make_room(end_ + bytes.size() + kPadding);
    std::memcpy(buffer_.get() + end_, bytes.data(), bytes.size());
    end_ += bytes.size();
    std::memset(buffer_.get() + end_, 0, kPadding);
}

void SseFramer::make_room(std::size_t needed) {
    if (capacity_ >= needed) return;
    const std::size_t more = std::max(needed, capacity_ * 2);
    auto* grown = static_cast<char*>(std::realloc(buffer_.get(), more));
    if (grown == nullptr) throw std::bad_alloc();
    [[maybe_unused]] const auto* moved = buffer_.release();
    buffer_.reset(grown);
    capacity_ = more;
}

std::optional<SseField> SseFramer::next() {
    while (!overlong_) {
        const std::string_view unread(buffer_.get() + begin_, end_ - begin_);
        const std::size_t newline = unread.find('\n', searched_ - begin_);
        if (newline == std::string_view::npos) {
            searched_ = end_;
            overlong_ = unread.size() > longest_line_;
            return std::nullopt;
        }
        std::string_view line = unread.substr(0, newline);
        begin_ += newline + 1;
        searched_ = begin_;
        if (line.size() > longest_line_) {
            overlong_ = true;
            return std::nullopt;
        }
        if (line.ends_with('\r')) line.remove_suffix(1);

        const std::size_t colon = line.find(':');
        if (colon == 0 || colon == std::string_view::npos) continue;
        const std::string_view field = line.substr(0, colon);
        std::string_view value = line.substr(colon + 1);
        if (value.starts_with(' ')) value.remove_prefix(1);
        if (field == "data") return SseField{SseField::Kind::data, value};
        if (field == "error") return SseField{SseField::Kind::error, value};
    }
    return std::nullopt;
}

}  // namespace inference::http
