// SPDX-License-Identifier: EUPL-1.2
#include "gguf/byte_source.h"

#include "base/errno_text.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace inference::gguf {

Result<std::size_t> MemorySource::read_at(std::uint64_t offset, std::span<unsigned char> into) {
    if (offset >= bytes_.size()) return std::size_t{0};
    const std::size_t count =
        std::min(into.size(), bytes_.size() - static_cast<std::size_t>(offset));
    std::memcpy(into.data(), bytes_.data() + offset, count);
    return count;
}

Result<FileSource> FileSource::open(const std::string& path) {
    // Non-blocking: a named pipe in a models folder must not hang the search.
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (descriptor < 0) {
        const int code = errno;
        const bool missing = code == ENOENT || code == ENOTDIR;
        return fail(missing ? ErrorCode::not_found : ErrorCode::io,
                    "can't be opened: " + base::errno_text(code));
    }
    struct stat status{};
    if (::fstat(descriptor, &status) != 0) {
        const int code = errno;
        ::close(descriptor);
        return fail(ErrorCode::io, "can't be examined: " + base::errno_text(code));
    }
    if (!S_ISREG(status.st_mode)) {
        ::close(descriptor);
        return fail(ErrorCode::bad_model, "is not a regular file");
    }
    return FileSource(descriptor, static_cast<std::uint64_t>(status.st_size));
}

FileSource::FileSource(FileSource&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)), size_(other.size_) {}

FileSource::~FileSource() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

Result<std::size_t> FileSource::read_at(std::uint64_t offset, std::span<unsigned char> into) {
    std::size_t done = 0;
    while (done < into.size()) {
        const ssize_t count = ::pread(descriptor_, into.data() + done, into.size() - done,
                                      static_cast<off_t>(offset + done));
        if (count < 0) {
            if (errno == EINTR) continue;
            return fail(ErrorCode::io, "can't be read: " + base::errno_text(errno));
        }
        if (count == 0) break;
        done += static_cast<std::size_t>(count);
    }
    return done;
}

}  // namespace inference::gguf
