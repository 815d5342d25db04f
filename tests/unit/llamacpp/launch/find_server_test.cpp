// SPDX-License-Identifier: EUPL-1.2
// Where things lie: the server's file, its folder, the model's name, its port.
#include "llamacpp/launch/find_server.h"

#include "llamacpp/launch/engine_folders.h"
#include "llamacpp/launch/model_link.h"
#include "llamacpp/launch/runtime_folder.h"
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

TEST(find_server, prefers_the_chosen_engine_to_path_and_path_to_the_others) {
    const TemporaryFolder folder;
    Environment environment;
    environment.set("XDG_DATA_HOME", folder.path().string());
    const fs::path engines = folder.path() / "rocinfer/engines";
    const auto cpu = make_file(engines / "cpu/bin/llama-server", true);
    const auto vulkan = make_file(engines / "vulkan/bin/llama-server", true);
    make_file(engines / ".rocm.new/root/bin/llama-server", true);
    make_file(engines / "broken/bin/llama-server", false);
    make_file(folder.path() / "rocinfer/llama.cpp/bin/llama-server", true);
    EXPECT_EQ(find_server(environment)->path, vulkan) << "the one that reaches a GPU";
    EXPECT_EQ(find_server(environment)->found_by, "engine vulkan");

    const auto in_path = make_file(folder.path() / "bin/llama-server", true);
    environment.set("PATH", folder.file("bin"));
    EXPECT_EQ(find_server(environment)->path, in_path);
    fs::create_symlink("cpu", engines / ".chosen");
    EXPECT_EQ(find_server(environment)->path, cpu);
    EXPECT_THAT(find_server(environment)->found_by, HasSubstr("chosen by rocinfer engine use"));
    fs::remove_all(engines / "cpu");
    EXPECT_EQ(find_server(environment)->path, in_path) << "a choice that is gone chooses nothing";

    environment.set("ROCINFER_LLAMA_PREFIX", folder.file("empty"));
    EXPECT_THAT(engine_folders(environment), testing::IsEmpty()) << "it stands for all of them";
}

TEST(find_server, takes_an_engine_by_name_or_path_and_nothing_else_then) {
    const TemporaryFolder folder;
    Environment environment;
    environment.set("XDG_DATA_HOME", folder.path().string());
    const fs::path engines = folder.path() / "rocinfer/engines";
    const auto cpu = make_file(engines / "cpu/bin/llama-server", true);
    const auto elsewhere = make_file(folder.path() / "build/bin/llama-server", true);
    EXPECT_EQ(find_server(environment, "cpu")->path, cpu);
    EXPECT_EQ(find_server(environment, elsewhere)->path, elsewhere);
    EXPECT_EQ(find_server(environment, folder.file("build"))->path, elsewhere);
    EXPECT_THAT(find_server(environment, "rocm").error().message,
                testing::AllOf(HasSubstr("rocm"), HasSubstr("there are: cpu")));
    EXPECT_EQ(find_server(environment, folder.file("nowhere")).error().code, ErrorCode::not_found);
    EXPECT_FALSE(find_server(environment, "../engines/cpu"));
    const auto first = make_file(folder.path() / "first", true);
    environment.set("ROCM_LLAMA_SERVER_PATH", first);
    EXPECT_EQ(find_server(environment, "cpu")->path, first);
}

TEST(engine_name, is_a_plain_word) {
    for (const auto* good : {"cpu", "rocm-6.4", "a_b"})
        EXPECT_TRUE(is_engine_name(good)) << good;
    for (const auto* bad : {"", ".", "..", ".chosen", "a/b", "a b", "\n"})
        EXPECT_FALSE(is_engine_name(bad)) << bad;
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
            EXPECT_THAT(found->path, testing::StartsWith(std::string(user->pw_dir)));
        } else {
            EXPECT_THAT(found.error().message, HasSubstr(bin));
        }
    }
}

}  // namespace
}  // namespace inference::llamacpp
