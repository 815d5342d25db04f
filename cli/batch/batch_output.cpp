// SPDX-License-Identifier: EUPL-1.2
#include "batch/batch_output.h"

#include "batch/batch_record.h"

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace rocinfer_cli {
namespace {

using inference::ErrorCode;
using inference::fail;
using inference::Result;

using File = std::unique_ptr<FileDescriptor>;

std::unexpected<inference::Error> unwritable(const std::string& path, int error) {
    return fail(ErrorCode::io, path + ": can't be written: " + std::strerror(error));
}

bool is_same_file(int one, int other) {
    struct stat first{};
    struct stat second{};
    return ::fstat(one, &first) == 0 && ::fstat(other, &second) == 0 &&
           first.st_dev == second.st_dev && first.st_ino == second.st_ino;
}

bool is_regular(int fd) {
    struct stat about{};
    return ::fstat(fd, &about) == 0 && S_ISREG(about.st_mode);
}

Result<File> open_to_add(const std::string& path) {
    auto file = std::make_unique<FileDescriptor>(
        ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666));
    if (file->get() < 0) return unwritable(path, errno);
    return file;
}

Result<void> lock(const std::string& path, int fd) {
    if (::flock(fd, LOCK_EX | LOCK_NB) == 0) return {};
    // Some network file systems have no locks.
    if (errno != EWOULDBLOCK) return {};
    return fail(ErrorCode::unavailable,
                path +
                    ": another batch is writing to it; wait for its end, or name another file "
                    "with -o");
}

/// Opened and locked, and still the file of that name: a batch that tidies it up replaces it.
Result<File> open_locked(const std::string& path) {
    for (;;) {
        auto file = open_to_add(path);
        if (!file || !is_regular((*file)->get())) return file;
        if (auto ok = lock(path, (*file)->get()); !ok) return std::unexpected(ok.error());
        const FileDescriptor now(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
        if (now.get() < 0) {
            if (errno == ENOENT) continue;
            return file;
        }
        if (is_same_file(now.get(), (*file)->get())) return file;
    }
}

struct Earlier {
    std::unordered_set<std::string> answered;
    bool has_scrap = false;  ///< a record that was cut, or of a prompt that failed
};

Result<Earlier> read_earlier(const std::string& path) {
    Earlier earlier;
    std::ifstream file(path, std::ios::binary);
    std::string line;
    for (std::size_t number = 1; std::getline(file, line); ++number) {
        if (file.eof()) {
            earlier.has_scrap = true;
            break;
        }
        auto record = read_record(line);
        if (!record) {
            return fail(ErrorCode::invalid_argument,
                        path + ": line " + std::to_string(number) +
                            " is no record of a batch; name another file with -o");
        }
        if (record->failed) {
            earlier.has_scrap = true;
        } else {
            earlier.answered.insert(std::move(record->id));
        }
    }
    return earlier;
}

/// Only the answers, in a new file that takes the place of the old one in one step.
Result<File> without_scrap(const std::string& path, int old_fd) {
    std::string temporary = path + ".XXXXXX";
    auto file =
        std::make_unique<FileDescriptor>(::mkostemp(temporary.data(), O_APPEND | O_CLOEXEC));
    if (file->get() < 0) return unwritable(temporary, errno);
    const auto give_up = [&](int error) {
        ::unlink(temporary.c_str());
        return unwritable(temporary, error);
    };
    struct stat about{};
    if (::fstat(old_fd, &about) != 0 || ::fchmod(file->get(), about.st_mode & 07777U) != 0)
        return give_up(errno);
    if (auto ok = lock(temporary, file->get()); !ok) return give_up(EWOULDBLOCK);
    FdOutput out(file->get());
    std::ifstream old(path, std::ios::binary);
    for (std::string line; std::getline(old, line) && !old.eof();) {
        if (auto record = read_record(line); record && !record->failed) out.write(line + '\n');
    }
    if (out.error() != 0) return give_up(out.error());
    if (::fsync(file->get()) != 0 || std::rename(temporary.c_str(), path.c_str()) != 0)
        return give_up(errno);
    return file;
}

}  // namespace

BatchOutput::BatchOutput(File file, std::unordered_set<std::string> answered, int wake_fd)
    : file_(std::move(file)),
      answered_(std::move(answered)),
      stream_(std::make_unique<FdOutput>(file_->get(), wake_fd)) {}

Result<BatchOutput> BatchOutput::open(const std::string& path, int input_fd, int wake_fd) {
    auto file = open_locked(path);
    if (!file) return std::unexpected(file.error());
    // A pipe or a terminal has no earlier records.
    if (!is_regular((*file)->get())) return BatchOutput(*std::move(file), {}, wake_fd);
    if (input_fd >= 0 && is_same_file(input_fd, (*file)->get())) {
        return fail(ErrorCode::invalid_argument,
                    path + ": is the input, too; name another file with -o");
    }
    auto earlier = read_earlier(path);
    if (!earlier) return std::unexpected(earlier.error());
    if (earlier->has_scrap) {
        auto tidy = without_scrap(path, (*file)->get());
        if (!tidy) return std::unexpected(tidy.error());
        file = std::move(tidy);
    }
    return BatchOutput(*std::move(file), std::move(earlier->answered), wake_fd);
}

}  // namespace rocinfer_cli
