// SPDX-License-Identifier: EUPL-1.2
#include "llamacpp/server/key_file.h"

#include "process/reason.h"

#include <cerrno>
#include <fcntl.h>
#include <random>
#include <string_view>
#include <sys/types.h>
#include <unistd.h>

namespace inference::llamacpp {

Result<KeyFile> write_key_file(const RuntimeFolder& folder) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    constexpr int kLength = 64;
    KeyFile file{folder.file("key"), {}};
    std::random_device random;
    for (int i = 0; i < kLength; ++i)
        file.key += kDigits[random() % kDigits.size()];
    const auto failure = [&](int error) {
        return fail(ErrorCode::io, "llamacpp: can't write the key file " + file.path + ": " +
                                       process::reason(error) +
                                       "; set XDG_RUNTIME_DIR or TMPDIR to a folder with room");
    };
    const int descriptor = ::open(file.path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (descriptor < 0) return failure(errno);
    const std::string line = file.key + "\n";
    const ssize_t written = ::write(descriptor, line.data(), line.size());
    const int error = written < 0 ? errno : ENOSPC;
    ::close(descriptor);
    if (written != static_cast<ssize_t>(line.size())) return failure(error);
    return file;
}

}  // namespace inference::llamacpp
