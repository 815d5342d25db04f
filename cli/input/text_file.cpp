// SPDX-License-Identifier: EUPL-1.2
#include "input/text_file.h"

#include "arguments/byte_size.h"
#include "terminal/fd_stream.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

namespace rocinfer_cli {
namespace {

using inference::ErrorCode;
using inference::fail;
using inference::Result;

std::unexpected<inference::Error> unreadable(const std::string& path, int error) {
    return fail(ErrorCode::invalid_argument, path + ": can't be read: " + std::strerror(error));
}

std::unexpected<inference::Error> too_long(std::string_view what, std::size_t most) {
    return fail(ErrorCode::invalid_argument, std::string(what) + ": is longer than " +
                                                 byte_size(most) + ", the most that is read");
}

}  // namespace

Result<std::string> read_text_file(const std::string& path, std::size_t most) {
    const FileDescriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (file.get() < 0) return unreadable(path, errno);
    std::string text;
    std::array<char, 65536> chunk;
    for (;;) {
        const ssize_t got = ::read(file.get(), chunk.data(), chunk.size());
        if (got < 0 && errno == EINTR) continue;
        if (got < 0 && errno == EISDIR)
            return fail(ErrorCode::invalid_argument, path + ": is a folder, not a file");
        if (got < 0) return unreadable(path, errno);
        if (got == 0) return text;
        text.append(chunk.data(), static_cast<std::size_t>(got));
        if (text.size() > most) return too_long(path, most);
    }
}

Result<std::string> text_or_file(std::string_view option, const std::string& typed,
                                 std::size_t most) {
    if (typed.starts_with("@@")) return typed.substr(1);
    if (!typed.starts_with('@')) {
        if (typed.size() > most) return too_long(option, most);
        return typed;
    }
    auto text = read_text_file(typed.substr(1), most);
    if (text) return text;
    inference::Error error = std::move(text.error());
    error.message = std::string(option) + ": " + error.message +
                    " (@FILE names a file; a text that begins with @ is written @@...)";
    return std::unexpected(std::move(error));
}

std::string without_final_newline(std::string text) {
    if (text.ends_with('\n')) text.pop_back();
    return text;
}

}  // namespace rocinfer_cli
