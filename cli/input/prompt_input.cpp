// SPDX-License-Identifier: EUPL-1.2
#include "input/prompt_input.h"

#include "arguments/byte_size.h"
#include "input/text_file.h"
#include "terminal/utf8.h"

#include <cerrno>
#include <chrono>
#include <cstring>
#include <utility>

namespace rocinfer_cli {
namespace {

using inference::ErrorCode;
using inference::fail;
using inference::Result;

constexpr std::int64_t kLongestToken = 1024;
constexpr auto kPatience = std::chrono::seconds(1);

Result<void> check_utf8(std::string_view text, std::string_view from) {
    const auto at = first_invalid_utf8(text);
    if (!at) return {};
    return fail(ErrorCode::invalid_argument,
                std::string(from) + ": the prompt is not UTF-8: byte " + std::to_string(*at) +
                    " begins no valid character");
}

class Prompt {
public:
    Result<void> add(std::string part, std::string_view from) {
        if (auto ok = check_utf8(part, from); !ok) return ok;
        if (text_.size() + part.size() > kMostTextBytes) {
            return fail(ErrorCode::invalid_argument,
                        std::string(from) + ": the prompt is longer than " +
                            byte_size(kMostTextBytes) + ", the most that is read");
        }
        if (text_.empty()) {
            text_ = std::move(part);
        } else if (!part.empty()) {
            if (!text_.ends_with('\n')) text_ += '\n';
            text_ += part;
        }
        return {};
    }
    std::string take() { return std::move(text_); }

private:
    std::string text_;
};

Result<std::string> read_stdin(const Console& console, Status& status, bool in_addition) {
    if (console.in_is_terminal) status.note("type the prompt, then Ctrl-D on an empty line");
    if (in_addition && !console.in.wait(kPatience)) {
        status.note(
            "waiting for the end of stdin, which is added to the prompt; "
            "`< /dev/null` gives none");
    }
    std::string text;
    switch (console.in.read_all(text)) {
        case ReadStatus::interrupted:
            return fail(ErrorCode::cancelled, "stdin: interrupted");
        case ReadStatus::failed:
            return fail(ErrorCode::io,
                        "stdin: the prompt can't be read: " + std::string(std::strerror(errno)));
        case ReadStatus::too_long:
            return fail(ErrorCode::invalid_argument, "stdin: the prompt is longer than " +
                                                         byte_size(kMostTextBytes) +
                                                         ", the most that is read");
        case ReadStatus::line:
        case ReadStatus::end:
            break;
    }
    return without_final_newline(std::move(text));
}

}  // namespace

Result<std::string> take_prompt(const PromptSources& sources, const Console& console,
                                Status& status) {
    Prompt prompt;
    if (sources.text) {
        auto text = text_or_file("-p", *sources.text, kMostTextBytes);
        if (!text) return text;
        const bool is_file = sources.text->starts_with('@') && !sources.text->starts_with("@@");
        if (is_file) text = without_final_newline(*std::move(text));
        if (auto ok = prompt.add(*std::move(text), "-p"); !ok) return std::unexpected(ok.error());
    }
    for (const std::string& path : sources.files) {
        auto text = read_text_file(path, kMostTextBytes);
        if (!text) return text;
        if (auto ok = prompt.add(without_final_newline(*std::move(text)), path); !ok)
            return std::unexpected(ok.error());
    }
    if (sources.given() && console.in_is_terminal) return prompt.take();
    auto text = read_stdin(console, status, sources.given());
    if (!text) return text;
    if (text->empty() && !sources.given())
        return fail(ErrorCode::invalid_argument, "stdin: the prompt is empty; give one with -p");
    if (auto ok = prompt.add(*std::move(text), "stdin"); !ok) return std::unexpected(ok.error());
    return prompt.take();
}

Result<void> check_prompt_fits(std::size_t bytes, std::int64_t context_length) {
    if (context_length <= 0 || std::cmp_less_equal(bytes, context_length * kLongestToken))
        return {};
    return fail(ErrorCode::context_exceeded, "the prompt has " + byte_size(bytes) +
                                                 ", which can't fit a context of " +
                                                 std::to_string(context_length) +
                                                 " tokens; give less, or load with a larger --ctx");
}

}  // namespace rocinfer_cli
