// SPDX-License-Identifier: EUPL-1.2
// Where things lie: the server's file, its folder, the model's name, its port.
#include "llamacpp/find_server.h"
#include "llamacpp/listening_port.h"
#include "llamacpp/model_link.h"
#include "llamacpp/runtime_folder.h"
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

Error refusal(const std::string& named, const std::string& path = {}) {
    Environment environment;
    environment.set("ROCM_LLAMA_SERVER_PATH", named);
    environment.set("PATH", path);
    const auto found = find_server(environment);
    EXPECT_FALSE(found);
    return found ? Error{} : found.error();
}

TEST(find_server, what_the_user_names_must_be_good_and_nothing_else_is_tried) {
    const TemporaryFolder folder;
    make_file(folder.path() / "bin/llama-server", true);
    const std::string path = folder.file("bin");
    const Error missing = refusal(folder.file("nowhere"), path);
    EXPECT_EQ(missing.code, ErrorCode::not_found);
    EXPECT_THAT(missing.message, HasSubstr(folder.file("nowhere")));
    EXPECT_THAT(missing.message, HasSubstr("ROCM_LLAMA_SERVER_PATH"));
    EXPECT_THAT(refusal(path, path).message, HasSubstr("is a folder"));
    const Error plain = refusal(make_file(folder.path() / "plain", false), path);
    EXPECT_EQ(plain.code, ErrorCode::unavailable);
    EXPECT_THAT(plain.message, HasSubstr("not executable"));
}

TEST(find_server, looks_at_the_named_file_then_path_then_the_prefix) {
    const TemporaryFolder folder;
    Environment environment;
    environment.set("ROCINFER_LLAMA_PREFIX", folder.file("prefix"));
    environment.set("PATH", "relative:" + folder.file("empty") + "::" + folder.file("path"));
    const auto none = find_server(environment);
    ASSERT_FALSE(none);
    EXPECT_EQ(none.error().code, ErrorCode::not_found);
    EXPECT_THAT(none.error().message, HasSubstr(folder.file("prefix")));

    const std::string in_prefix = make_file(folder.path() / "prefix/bin/llama-server", true);
    EXPECT_EQ(find_server(environment)->path, in_prefix);
    EXPECT_EQ(find_server(environment)->found_by, "prefix");
    make_file(folder.path() / "empty/llama-server", false);
    const std::string in_path = make_file(folder.path() / "path/llama-server", true);
    EXPECT_EQ(find_server(environment)->path, in_path);
    EXPECT_EQ(find_server(environment)->found_by, "PATH");
    const std::string named = make_file(folder.path() / "named", true);
    environment.set("ROCM_LLAMA_SERVER_PATH", named);
    EXPECT_EQ(find_server(environment)->path, named);
    EXPECT_EQ(find_server(environment)->found_by, "ROCM_LLAMA_SERVER_PATH");
}

TEST(find_server, the_default_prefix_follows_xdg_data_home_then_home) {
    const TemporaryFolder folder;
    Environment environment;
    environment.set("HOME", folder.file("home"));
    const std::string tail = "/rocinfer/llama.cpp/bin/llama-server";
    const std::string home = make_file(folder.file("home/.local/share" + tail), true);
    EXPECT_EQ(find_server(environment)->path, home);
    const std::string data = make_file(folder.file("data" + tail), true);
    environment.set("XDG_DATA_HOME", folder.file("data"));
    EXPECT_EQ(find_server(environment)->path, data);
}

TEST(find_server, without_a_home_the_prefix_is_the_one_of_the_users_passwd_entry) {
    const passwd* user = ::getpwuid(::geteuid());
    ASSERT_NE(user, nullptr);
    const std::string bin = std::string(user->pw_dir) + "/.local/share/rocinfer/llama.cpp/bin";
    for (const char* home : {static_cast<const char*>(nullptr), "", "relative"}) {
        Environment environment;
        if (home != nullptr) environment.set("HOME", home);
        const auto found = find_server(environment);
        if (found) {
            EXPECT_EQ(found->path, bin + "/llama-server");
        } else {
            EXPECT_THAT(found.error().message, HasSubstr(bin));
        }
    }
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

class model_link : public testing::Test {
protected:
    model_link() : room_(*RuntimeFolder::create(runtime_at(base_.path()))) {}

    const TemporaryFolder base_;
    const RuntimeFolder room_;
};

TEST_F(model_link, a_plain_path_stays_and_becomes_absolute) {
    EXPECT_EQ(*safe_path("/models/a b é.gguf", room_, "model"), "/models/a b é.gguf");
    EXPECT_EQ(*safe_path("-m.gguf", room_, "model"), fs::current_path().string() + "/-m.gguf");
}

TEST_F(model_link, what_the_server_could_misread_gets_a_link) {
    for (const char* name :
         {"new\nline.gguf", "tab\t.gguf", "not \xff utf8.gguf", "del\x7f.gguf"}) {
        const std::string file = make_file(base_.path() / name, false);
        const auto safe = safe_path(file, room_, "link" + std::to_string(fs::hash_value(file)));
        ASSERT_TRUE(safe);
        EXPECT_NE(*safe, file);
        EXPECT_TRUE(fs::equivalent(*safe, file));
        EXPECT_THAT(*safe, testing::EndsWith(".gguf"));
    }
}

TEST_F(model_link, separators_of_a_list_get_one_too) {
    const std::string file = make_file(base_.path() / "a:b,c.gguf", false);
    EXPECT_EQ(*safe_path(file, room_, "adapter0"), file);
    EXPECT_EQ(*safe_path(file, room_, "adapter0", ",:"), room_.file("adapter0.gguf"));
}

TEST_F(model_link, a_split_model_gets_a_link_for_each_part) {
    for (const char* part : {"-00001", "-00002", "-00003"})
        make_file(base_.path() / ("b\nad" + std::string(part) + "-of-00003.gguf"), false);
    const auto safe = safe_path(base_.file("b\nad-00001-of-00003.gguf"), room_, "model");
    ASSERT_TRUE(safe);
    EXPECT_EQ(*safe, room_.file("model-00001-of-00003.gguf"));
    for (const char* part : {"-00001", "-00002", "-00003"})
        EXPECT_TRUE(fs::exists(room_.file("model" + std::string(part) + "-of-00003.gguf")));
}

TEST(listening_port, is_read_from_the_kernels_table) {
    const auto listener = parse_listener(
        "   1: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000     "
        "   0 12345 1 0000000000000000 100 0 0 10 0");
    ASSERT_TRUE(listener);
    EXPECT_EQ(listener->port, 8080);
    EXPECT_EQ(listener->inode, 12345U);
    EXPECT_FALSE(parse_listener("  sl  local_address rem_address   st tx_queue rx_queue"));
    EXPECT_FALSE(parse_listener("   1: 0100007F:1F90 0100007F:1234 01 0:0 0:0 0 1000 0 1 1"));
    EXPECT_FALSE(parse_listener("   1: 00000000:1F90 00000000:0000 0A 0:0 0:0 0 1000 0 1 1"));
}

TEST(listening_port, is_only_ever_the_processes_own) {
    EXPECT_FALSE(listening_port(::getpid()));
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    ASSERT_EQ(::bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
    ASSERT_EQ(::listen(fd, 1), 0);
    socklen_t size = sizeof address;
    ::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size);
    EXPECT_EQ(listening_port(::getpid()), ntohs(address.sin_port));
    EXPECT_FALSE(listening_port(::getppid()) == ntohs(address.sin_port));
    ::close(fd);
}

}  // namespace
}  // namespace inference::llamacpp
