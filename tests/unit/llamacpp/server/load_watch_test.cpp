// SPDX-License-Identifier: EUPL-1.2
// What is asked and watched while a server loads.
#include "llamacpp/server/load_watch.h"

#include "llamacpp/launch/probe.h"
#include "support/temporary_folder.h"

#include <gtest/gtest.h>

#include <chrono>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <string>
#include <sys/mman.h>
#include <thread>
#include <unistd.h>

namespace inference::llamacpp {
namespace {

namespace fs = std::filesystem;

/// A file on a real disk, none of it in memory.
class OnDisk {
public:
    OnDisk() : path_(fs::path(ROCINFER_BINARY_DIR) / ("paged." + std::to_string(::getpid()))) {
        std::ofstream(path_, std::ios::binary) << std::string(kBytes, 'x');
        file_ = ::open(path_.c_str(), O_RDONLY | O_CLOEXEC);
        ::fsync(file_);
        ::posix_fadvise(file_, 0, 0, POSIX_FADV_DONTNEED);
    }
    ~OnDisk() {
        ::close(file_);
        fs::remove(path_);
    }
    OnDisk(const OnDisk&) = delete;
    OnDisk& operator=(const OnDisk&) = delete;

    /// Goes through all of it as a mapping, of which nothing is left then.
    void page_through() const {
        auto* bytes = static_cast<const volatile char*>(
            ::mmap(nullptr, kBytes, PROT_READ, MAP_SHARED, file_, 0));
        ASSERT_NE(bytes, MAP_FAILED);
        for (std::size_t at = 0; at < kBytes; at += 4096)
            static_cast<void>(bytes[at]);
        ::munmap(const_cast<char*>(bytes), kBytes);
    }

    static constexpr std::size_t kBytes = std::size_t{64} << 20;

private:
    const fs::path path_;
    int file_ = -1;
};

std::uint64_t read_by_storage() {
    std::ifstream io("/proc/self/io");
    std::string key;
    std::uint64_t value = 0;
    while (io >> key >> value) {
        if (key == "read_bytes:") return value;
    }
    return 0;
}

TEST(load_watch, what_is_paged_in_and_dropped_again_is_progress) {
    const OnDisk file;
    const std::uint64_t before = bytes_brought_in(::getpid());
    const std::uint64_t storage = read_by_storage();
    file.page_through();
    if (read_by_storage() - storage < OnDisk::kBytes / 2) {
        GTEST_SKIP() << "this file system keeps its files in memory";
    }
    EXPECT_GT(bytes_brought_in(::getpid()), before);
    EXPECT_GE(bytes_brought_in(::getpid()), OnDisk::kBytes / 2);
}

}  // namespace
}  // namespace inference::llamacpp
