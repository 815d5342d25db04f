// SPDX-License-Identifier: EUPL-1.2
// A program with a real server where machines are not like a developer's: services, containers,
// full disks, no rights, hardly any descriptors.
#include "support/paths.h"
#include "support/processes.h"
#include "support/real_engine.h"
#include "support/subprocess.h"
#include "support/temporary_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <filesystem>
#include <sstream>
#include <string>
#include <unistd.h>
#include <vector>

namespace {

namespace fs = std::filesystem;
using support::Subprocess;
using testing::Contains;
using testing::Each;
using testing::HasSubstr;
using testing::StartsWith;
using Words = std::vector<std::string>;
using Variables = std::vector<std::pair<std::string, std::string>>;

struct Outcome {
    int code = -1;
    Words lines;

    /// What came after the word that lines begin with.
    Words after(const std::string& word) const {
        Words found;
        for (const std::string& line : lines) {
            if (line.starts_with(word + " ")) found.push_back(line.substr(word.size() + 1));
        }
        return found;
    }
};

Outcome run(const std::string& program, const Words& arguments, const Variables& variables = {}) {
    Subprocess process({.executable = "/usr/bin/env",
                        .arguments =
                            [&] {
                                Words all{program};
                                all.insert(all.end(), arguments.begin(), arguments.end());
                                return all;
                            }(),
                        .environment = variables});
    process.close_stdin();
    Outcome outcome;
    outcome.code = process.wait();
    std::istringstream out(process.out());
    for (std::string line; std::getline(out, line);)
        outcome.lines.push_back(line);
    if (!process.err().empty()) outcome.lines.push_back("stderr " + process.err());
    return outcome;
}

std::string host() {
    return support::child_path("answering_host");
}

void expect_answers(const Outcome& outcome, std::size_t count = 1) {
    EXPECT_EQ(outcome.code, 0) << testing::PrintToString(outcome.lines);
    EXPECT_EQ(outcome.after("answer"), Words(count, "Paris."))
        << testing::PrintToString(outcome.lines);
    EXPECT_EQ(outcome.after("left"), Words{"0"});
}

class places : public ::testing::Test {
protected:
    void SetUp() override { REQUIRE_ENGINE(); }
};

TEST_F(places, with_64_descriptors_eight_streams_at_once_are_answered) {
    expect_answers(run("prlimit", {"--nofile=64:64", host(), support::bundled_model(), "8"}), 8);
}

TEST_F(places, without_enough_descriptors_the_error_says_so) {
    const Outcome outcome = run("prlimit", {"--nofile=7:7", host(), support::bundled_model()});
    EXPECT_EQ(outcome.code, 1);
    EXPECT_THAT(outcome.after("error"), Contains(HasSubstr("too many open files")));
    EXPECT_EQ(outcome.after("left"), Words{"0"});
}

TEST_F(places, without_any_environment) {
    const std::string server = "ROCM_LLAMA_SERVER_PATH=" + inference::rocm::find_engine()->path;
    expect_answers(run("env", {"-i", server, host(), support::bundled_model()}));
}

TEST_F(places, without_a_runtime_folder_the_socket_is_in_a_temporary_one) {
    const test_support::TemporaryFolder temporary;
    const Outcome outcome = run(host(), {support::bundled_model()},
                                {{"XDG_RUNTIME_DIR", ""}, {"TMPDIR", temporary.path()}});
    expect_answers(outcome);
    EXPECT_THAT(outcome.after("folder"),
                testing::ElementsAre(StartsWith(temporary.file("rocinfer-"))));
    EXPECT_TRUE(fs::is_empty(temporary.path()));
}

TEST_F(places, with_a_runtime_folder_too_deep_for_a_socket_another_is_used) {
    const test_support::TemporaryFolder temporary;
    const fs::path deep = temporary.path() / std::string(120, 'x');
    fs::create_directory(deep);
    const Outcome outcome = run(host(), {support::bundled_model()}, {{"XDG_RUNTIME_DIR", deep}});
    expect_answers(outcome);
    ASSERT_EQ(outcome.after("folder").size(), 1U);
    EXPECT_LT((outcome.after("folder")[0] + "/s.sock").size(), 108U);
    EXPECT_TRUE(fs::is_empty(deep));
}

/// Those for which the mounts of tests/integration/hosts/elsewhere must be another's than ours.
class elsewhere : public places {
protected:
    void SetUp() override {
        places::SetUp();
        if (IsSkipped()) return;
        if (run("unshare", {"--mount", "mount", "--make-rprivate", "/"}).code != 0)
            GTEST_SKIP() << "needs the right to make a mount namespace (root)";
    }

    static Outcome run_in(const std::string& place, const Words& more = {}) {
        Words arguments{"--mount",
                        ROCINFER_SOURCE_DIR "/tests/integration/hosts/elsewhere",
                        place,
                        host(),
                        support::bundled_model(),
                        inference::rocm::find_engine()->path};
        arguments.insert(arguments.end(), more.begin(), more.end());
        return run("unshare", arguments);
    }
};

TEST_F(elsewhere, a_disk_without_room_is_an_error_that_says_so_and_nothing_half_made_is_left) {
    for (const char* place : {"full_0", "full_1", "full_2"}) {
        const Outcome outcome = run_in(place);
        EXPECT_EQ(outcome.code, 1) << place;
        EXPECT_THAT(outcome.after("error"), Contains(HasSubstr("no space left on device")))
            << place;
        EXPECT_THAT(outcome.after("error"), Contains(HasSubstr("XDG_RUNTIME_DIR"))) << place;
        EXPECT_EQ(outcome.after("left"), Words{"0"}) << place;
        EXPECT_EQ(outcome.after("behind"), Words{"0"}) << place;
    }
}

// Room for the folder and its lock, and none for the socket: the server is the one that fails.
TEST_F(elsewhere, a_disk_that_fills_up_between_leaves_nothing_either) {
    const Outcome outcome = run_in("full_3");
    EXPECT_EQ(outcome.code, 1);
    EXPECT_THAT(outcome.after("error"), Contains(HasSubstr("could not listen")));
    EXPECT_EQ(outcome.after("left"), Words{"0"});
    EXPECT_EQ(outcome.after("behind"), Words{"0"});
}

TEST_F(elsewhere, a_disk_without_a_byte_is_enough_for_a_unix_socket_but_not_for_a_key) {
    expect_answers(run_in("no_bytes"));
    const Outcome tcp = run_in("no_bytes", {"1", "tcp"});
    EXPECT_EQ(tcp.code, 1);
    EXPECT_THAT(tcp.after("error"), Contains(testing::AllOf(HasSubstr("key file"),
                                                            HasSubstr("no space left on device"))));
    EXPECT_EQ(tcp.after("left"), Words{"0"});
    EXPECT_EQ(tcp.after("behind"), Words{"0"});
}

TEST_F(elsewhere, a_read_only_root_needs_no_more_than_dev_shm) {
    const Outcome outcome = run_in("read_only");
    expect_answers(outcome);
    EXPECT_THAT(outcome.after("folder"), testing::ElementsAre(StartsWith("/dev/shm/rocinfer-")));
    EXPECT_EQ(outcome.after("behind"), Words{"0"});
}

TEST_F(elsewhere, where_nothing_can_be_written_the_error_names_every_place_and_why) {
    const Outcome outcome = run_in("sealed");
    EXPECT_EQ(outcome.code, 1);
    ASSERT_EQ(outcome.after("error").size(), 1U);
    for (const char* part : {"read-only file system", "/tmp/rocinfer-", "/dev/shm/rocinfer-"})
        EXPECT_THAT(outcome.after("error")[0], HasSubstr(part));
}

TEST_F(elsewhere, a_user_who_owns_nothing_is_answered) {
    const Outcome outcome = run_in("nobody");
    expect_answers(outcome);
    EXPECT_THAT(outcome.after("folder"), testing::ElementsAre(StartsWith("/tmp/rocinfer-65534/")));
    EXPECT_EQ(outcome.after("behind"), Words{"0"});
}

/// As the first process of a container without an init.
class first_process : public places {
protected:
    void SetUp() override {
        places::SetUp();
        if (IsSkipped()) return;
        if (run("unshare", {"--pid", "--fork", "--mount-proc", "true"}).code != 0)
            GTEST_SKIP() << "needs the right to make a PID namespace (root)";
    }
};

TEST_F(first_process, answers_and_leaves_no_zombie) {
    expect_answers(
        run("unshare", {"--pid", "--fork", "--mount-proc", host(), support::bundled_model()}));
}

// What `docker stop` sends: the kernel gives a first process only the signals that it asked for.
TEST_F(first_process, ends_on_sigterm_and_its_server_with_it) {
    const std::string mark = "ROCINFER_TEST_MARK=" + std::to_string(::getpid());
    Subprocess outside({.executable = "/usr/bin/unshare",
                        .arguments = {"--pid", "--fork", "--mount-proc", "/usr/bin/env", mark,
                                      ROCINFER_BINARY_DIR "/cli/rocinfer", "chat",
                                      support::bundled_model(), "--backend", "llama_cpp"},
                        .environment = {}});
    outside.write("The capital of France is\n");
    ASSERT_TRUE(outside.read_until("Paris")) << outside.err();
    const auto inside = test_support::children_of(outside.pid());
    ASSERT_EQ(inside.size(), 1U);
    ASSERT_EQ(support::processes_with(mark).size(), 2U) << "rocinfer and its server";
    ASSERT_EQ(::kill(inside.front(), SIGTERM), 0);
    EXPECT_EQ(outside.wait(), 143);
    EXPECT_TRUE(support::processes_with(mark).empty());
}

}  // namespace
