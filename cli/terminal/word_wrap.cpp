// SPDX-License-Identifier: EUPL-1.2
#include "terminal/word_wrap.h"

#include "terminal/utf8.h"
#include "terminal/width.h"

#include <algorithm>

namespace rocinfer_cli {
namespace {

constexpr std::size_t kTab = 8;

}  // namespace

std::string WordWrap::next(std::string_view text, int width) {
    // The last column stays free: some terminals wrap as soon as it is written.
    const auto room = static_cast<std::size_t>(std::max(width - 1, 1));
    std::string out;
    while (!text.empty()) {
        const std::string_view before = text;
        take_character(text);
        const std::string_view character = before.substr(0, before.size() - text.size());
        put(character, columns(character), room, out);
    }
    return out;
}

void WordWrap::put(std::string_view character, std::size_t columns, std::size_t room,
                   std::string& out) {
    const bool is_blank = character == " " || character == "\t";
    if (character == "\n") {
        out += character;
        column_ = 0;
    } else if (character == "\t") {
        out += character;
        column_ = std::min((column_ / kTab + 1) * kTab, room);
    } else if (is_blank && column_ >= room) {
        // A blank at the end of a line is the break.
        out += '\n';
        column_ = 0;
    } else {
        if (column_ + columns > room && !is_blank) {
            const bool fits_below = word_columns_ > 0 && word_columns_ < column_;
            if (fits_below) {
                out += "\x1b[" + std::to_string(word_columns_) + "D\x1b[K\n" + word_;
                column_ = word_columns_;
            } else {
                out += '\n';
                column_ = 0;
                word_.clear();
                word_columns_ = 0;
            }
        }
        out += character;
        column_ += columns;
    }
    // Scripts with wide characters break anywhere.
    if (is_blank || character == "\n" || columns > 1) {
        word_.clear();
        word_columns_ = 0;
    } else {
        word_ += character;
        word_columns_ += columns;
    }
}

}  // namespace rocinfer_cli
