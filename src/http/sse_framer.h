// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstddef>
#include <cstdlib>
#include <memory>
#include <optional>
#include <string_view>

namespace inference::http {

/// One field of a server-sent event stream.
struct SseField {
    enum class Kind { data, error } kind;
    /// The value. Valid until the next call of the framer; kPadding readable bytes follow it.
    std::string_view value;
};

/// Cuts a byte stream into the `data:` and `error:` lines of server-sent events, whatever the
/// boundaries at which the bytes arrive. Comments, other fields and blank lines are skipped. Lines
/// end with \n or \r\n; a \r alone, which the standard allows too, ends none.
class SseFramer {
public:
    /// What a SIMD parser may read past the end of a value.
    static constexpr std::size_t kPadding = 64;

    explicit SseFramer(std::size_t longest_line) : longest_line_(longest_line) {}

    void append(std::string_view bytes);
    /// The next whole field; empty when more bytes are needed.
    std::optional<SseField> next();
    /// Whether a line is longer than allowed: then the stream can't be read any further.
    bool overlong() const noexcept { return overlong_; }
    /// Whether bytes of an unfinished line are buffered.
    bool mid_line() const noexcept { return begin_ != end_; }

private:
    void make_room(std::size_t needed);

    struct Freed {
        void operator()(char* bytes) const noexcept { std::free(bytes); }
    };

    const std::size_t longest_line_;
    // [begin_, end_) is unread, and kPadding bytes follow it. From malloc, because realloc can grow
    // megabytes without copying them.
    std::unique_ptr<char, Freed> buffer_;
    std::size_t capacity_ = 0;
    std::size_t begin_ = 0;
    std::size_t end_ = 0;
    std::size_t searched_ = 0;  // no newline in [begin_, searched_)
    bool overlong_ = false;
};

}  // namespace inference::http
