// SPDX-License-Identifier: EUPL-1.2
#include "model/prompt_input.h"

#include "terminal/utf8.h"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace rocinfer_cli {
namespace {

using inference::ErrorCode;
using inference::fail;
using inference::Result;

Result<std::string> checked(std::string text, std::string_view from) {
    if (const auto at = first_invalid_utf8(text)) {
        return fail(ErrorCode::invalid_argument,
                    std::string(from) + ": the prompt is not UTF-8: byte " + std::to_string(*at) +
                        " begins no valid character");
    }
    return text;
}

}  // namespace

Result<std::string> take_prompt(const std::optional<std::string>& given, const Console& console,
                                Status& status) {
    if (given) return checked(*given, "--prompt");
    if (console.in_is_terminal) status.note("type the prompt, then Ctrl-D on an empty line");
    std::string text;
    switch (console.in.read_all(text)) {
        case ReadStatus::interrupted:
            return fail(ErrorCode::cancelled, "stdin: interrupted");
        case ReadStatus::failed:
            return fail(ErrorCode::io,
                        "stdin: the prompt can't be read: " + std::string(std::strerror(errno)));
        case ReadStatus::line:
        case ReadStatus::end:
            break;
    }
    if (text.ends_with('\n')) text.pop_back();
    if (text.empty())
        return fail(ErrorCode::invalid_argument, "stdin: the prompt is empty; give one with -p");
    return checked(std::move(text), "stdin");
}

Result<std::string> text_or_file(const std::string& argument) {
    if (!argument.starts_with('@')) return argument;
    const std::string path = argument.substr(1);
    std::error_code ignored;
    if (std::filesystem::is_directory(path, ignored))
        return fail(ErrorCode::invalid_argument, path + ": is a folder, not a file");
    std::ifstream file(path, std::ios::binary);
    std::ostringstream content;
    if (file) content << file.rdbuf();
    if (!file || file.bad()) {
        return fail(ErrorCode::invalid_argument,
                    path + ": can't be read: " + std::string(std::strerror(errno)));
    }
    return content.str();
}

}  // namespace rocinfer_cli
