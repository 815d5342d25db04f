// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstddef>
#include <iterator>
#include <string_view>

namespace inference::base {

/// The lines of a text, one after another, each without its '\n':
///     for (std::string_view line : base::Lines(text)) …
/// A '\n' at the end begins no further line, and an empty text has no line. The views point into
/// the text.
class Lines {
public:
    class Iterator {
    public:
        using value_type = std::string_view;
        using difference_type = std::ptrdiff_t;

        Iterator() = default;
        explicit Iterator(std::string_view text) : rest_(text), at_end_(text.empty()) { cut(); }

        std::string_view operator*() const noexcept { return line_; }
        Iterator& operator++() noexcept {
            rest_.remove_prefix(line_.size() < rest_.size() ? line_.size() + 1 : rest_.size());
            at_end_ = rest_.empty();
            cut();
            return *this;
        }
        void operator++(int) noexcept { ++*this; }
        bool operator==(std::default_sentinel_t) const noexcept { return at_end_; }

    private:
        void cut() noexcept { line_ = rest_.substr(0, rest_.find('\n')); }

        std::string_view rest_;
        std::string_view line_;
        bool at_end_ = true;
    };

    explicit Lines(std::string_view text) noexcept : text_(text) {}
    Iterator begin() const noexcept { return Iterator(text_); }
    std::default_sentinel_t end() const noexcept { return {}; }

private:
    std::string_view text_;
};

/// The text up to its first '\n', or all of it.
inline std::string_view first_line(std::string_view text) noexcept {
    return text.substr(0, text.find('\n'));
}

}  // namespace inference::base
