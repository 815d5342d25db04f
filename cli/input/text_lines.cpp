// SPDX-License-Identifier: EUPL-1.2
#include "input/text_lines.h"

#include "arguments/byte_size.h"
#include "terminal/utf8.h"

#include <cerrno>
#include <cstring>

namespace rocinfer_cli {

using inference::ErrorCode;
using inference::fail;
using inference::Result;

Result<std::optional<std::string>> TextLines::next() {
    std::string text;
    if (!given_.empty()) {
        if (taken_ == given_.size()) return std::nullopt;
        text = given_[taken_];
    } else {
        switch (in_.read_line(text)) {
            case ReadStatus::end:
                return std::nullopt;
            case ReadStatus::interrupted:
                return fail(ErrorCode::cancelled, "stdin: interrupted");
            case ReadStatus::failed:
                return fail(ErrorCode::io,
                            "stdin: can't be read: " + std::string(std::strerror(errno)));
            case ReadStatus::too_long:
                return fail(ErrorCode::invalid_argument,
                            "text " + std::to_string(taken_ + 1) + " is longer than " +
                                byte_size(kMostTextBytes) + ", the most that is read");
            case ReadStatus::line:
                break;
        }
        if (text.ends_with('\r')) text.pop_back();
    }
    ++taken_;
    if (const auto at = first_invalid_utf8(text)) {
        return fail(ErrorCode::invalid_argument,
                    "text " + std::to_string(taken_) + " is not UTF-8: its byte " +
                        std::to_string(*at) + " begins no valid character");
    }
    return text;
}

bool TextLines::is_ready() {
    return given_.empty() ? in_.has_line() : taken_ < given_.size();
}

Result<std::vector<std::string>> TextLines::next(std::size_t most) {
    std::vector<std::string> texts;
    while (texts.size() < most && (texts.empty() || is_ready())) {
        auto text = next();
        if (!text) return std::unexpected(text.error());
        if (!*text) break;
        texts.push_back(**std::move(text));
    }
    return texts;
}

}  // namespace rocinfer_cli
