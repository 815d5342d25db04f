// SPDX-License-Identifier: EUPL-1.2
// Where things lie: the server's file, its folder, the model's name, its port.
#include "llamacpp/launch/model_link.h"

#include "llamacpp/launch/find_server.h"
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

}  // namespace
}  // namespace inference::llamacpp
