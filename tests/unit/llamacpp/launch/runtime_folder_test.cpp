// SPDX-License-Identifier: EUPL-1.2
// Where things lie: the server's file, its folder, the model's name, its port.
#include "llamacpp/launch/runtime_folder.h"

#include "llamacpp/launch/find_server.h"
#include "llamacpp/launch/model_link.h"
#include "llamacpp/server/listening_port.h"
#include "support/temporary_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <arpa/inet.h>
#include <chrono>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <netinet/in.h>
#include <pwd.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

namespace inference::llamacpp {
namespace {

namespace fs = std::filesystem;
using test_support::TemporaryFolder;
using testing::HasSubstr;

std::string make_file(const fs::path& path, bool executable) {
    fs::create_directories(path.parent_path());
    std::ofstream(path) << "#!/bin/sh\n";
    fs::permissions(path, executable ? fs::perms(0755) : fs::perms(0644));
    return path.string();
}

// Bases that the machine has beside what a test gives are never used here.
Environment runtime_at(const std::string& base) {
    Environment environment;
    environment.set("XDG_RUNTIME_DIR", base);
    return environment;
}

TEST(runtime_folder, is_private_and_goes_with_all_that_is_in_it) {
    const TemporaryFolder base;
    std::string path;
    {
        auto folder = RuntimeFolder::create(runtime_at(base.path()));
        ASSERT_TRUE(folder) << folder.error().message;
        path = folder->path();
        struct stat status{};
        ASSERT_EQ(::stat(path.c_str(), &status), 0);
        EXPECT_EQ(status.st_mode & 0777, 0700U);
        ASSERT_EQ(::stat(fs::path(path).parent_path().c_str(), &status), 0);
        EXPECT_EQ(status.st_mode & 0777, 0700U);
        EXPECT_LE(folder->file("s.sock").size(), 107U);
        make_file(folder->file("deep/er/file"), false);
    }
    EXPECT_FALSE(fs::exists(path));
}

TEST(runtime_folder, one_that_was_moved_is_removed_once) {
    const TemporaryFolder base;
    auto folder = RuntimeFolder::create(runtime_at(base.path()));
    ASSERT_TRUE(folder);
    RuntimeFolder moved = *std::move(folder);
    const std::string path = moved.path();
    EXPECT_TRUE(fs::exists(path));
    moved.remove();
    EXPECT_FALSE(fs::exists(path));
    moved.remove();
}

TEST(runtime_folder, a_forked_copy_of_the_host_leaves_it_to_the_original) {
    const TemporaryFolder base;
    auto folder = RuntimeFolder::create(runtime_at(base.path()));
    ASSERT_TRUE(folder);
    const pid_t copy = ::fork();
    if (copy == 0) {
        folder->remove();
        ::_exit(0);
    }
    int status = 0;
    ASSERT_EQ(::waitpid(copy, &status, 0), copy);
    EXPECT_TRUE(fs::exists(folder->path()));
}

TEST(runtime_folder, the_next_start_removes_what_killed_programs_left_and_keeps_the_living) {
    const TemporaryFolder base;
    auto living = RuntimeFolder::create(runtime_at(base.path()));
    ASSERT_TRUE(living);
    const fs::path rooms = base.path() / "rocinfer";
    // Left behind: its lock is nobody's.
    make_file(rooms / "server-dead01/lock", false);
    make_file(rooms / "server-dead01/s.sock", false);
    // Locked by another program: one open file description each.
    make_file(rooms / "server-live01/lock", false);
    const int lock = ::open((rooms / "server-live01/lock").c_str(), O_RDWR | O_CLOEXEC);
    ASSERT_EQ(::flock(lock, LOCK_EX | LOCK_NB), 0);
    // Just made, its lock is to come; and one that has waited for its lock for an hour.
    fs::create_directories(rooms / "server-young1");
    fs::create_directories(rooms / "server-old001");
    fs::last_write_time(rooms / "server-old001",
                        fs::file_time_type::clock::now() - std::chrono::hours(1));
    make_file(rooms / "somebody-elses", false);
    const int making = ::open(rooms.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    ASSERT_EQ(::flock(making, LOCK_SH | LOCK_NB), 0);

    auto next = RuntimeFolder::create(runtime_at(base.path()));
    ASSERT_TRUE(next);
    EXPECT_TRUE(fs::exists(living->path()));
    EXPECT_TRUE(fs::exists(next->path()));
    EXPECT_FALSE(fs::exists(rooms / "server-dead01"));
    EXPECT_TRUE(fs::exists(rooms / "server-live01"));
    EXPECT_TRUE(fs::exists(rooms / "server-young1"));
    EXPECT_FALSE(fs::exists(rooms / "server-old001"));
    EXPECT_TRUE(fs::exists(rooms / "somebody-elses"));
    // Nobody makes one any more: who made the young one was killed before its lock.
    ::close(making);
    ASSERT_TRUE(RuntimeFolder::create(runtime_at(base.path())));
    EXPECT_FALSE(fs::exists(rooms / "server-young1"));
    EXPECT_TRUE(fs::exists(rooms / "server-live01"));
    ::close(lock);
}

TEST(runtime_folder, a_base_that_is_too_long_or_not_there_falls_to_the_next) {
    const TemporaryFolder base;
    Environment environment = runtime_at(base.file(std::string(90, 'x')));
    environment.set("TMPDIR", base.path().string());
    auto folder = RuntimeFolder::create(environment);
    ASSERT_TRUE(folder);
    EXPECT_THAT(folder->path(), testing::StartsWith(base.path().string() + "/rocinfer-"));
    environment.set("XDG_RUNTIME_DIR", "/nowhere/at/all");
    EXPECT_TRUE(RuntimeFolder::create(environment));
    environment.set("XDG_RUNTIME_DIR", "relative");
    EXPECT_TRUE(RuntimeFolder::create(environment));
}

TEST(runtime_folder, a_base_that_is_not_a_folder_of_ours_is_not_used) {
    const TemporaryFolder base;
    make_file(base.path() / "other/x", false);
    fs::create_directory_symlink(base.path() / "other", base.path() / "rocinfer");
    Environment environment = runtime_at(base.path());
    environment.set("TMPDIR", base.path().string());
    auto folder = RuntimeFolder::create(environment);
    ASSERT_TRUE(folder);
    EXPECT_THAT(folder->path(), testing::HasSubstr("/rocinfer-")) << "not through the link";
}

}  // namespace
}  // namespace inference::llamacpp
