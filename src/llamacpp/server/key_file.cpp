// SPDX-License-Identifier: EUPL-1.2
#include "llamacpp/server/key_file.h"

#include "base/descriptor.h"
#include "base/errno_text.h"

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
                                       base::errno_text(error) +
                                       "; set XDG_RUNTIME_DIR or TMPDIR to a folder with room");
    };
    const base::Descriptor descriptor(
        ::open(file.path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    if (!descriptor) return failure(errno);
    const std::string line = file.key + "\n";
    const ssize_t written = ::write(descriptor.get(), line.data(), line.size());
    if (written != static_cast<ssize_t>(line.size())) return failure(written < 0 ? errno : ENOSPC);
    return file;
}

}  // namespace inference::llamacpp
