// SPDX-License-Identifier: EUPL-1.2
#include "unit/process/probe.h"

#include <gmock/gmock.h>

#include <array>
#include <csignal>
#include <cstdio>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <sys/resource.h>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>

namespace inference::process {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::UnorderedElementsAre;

class Folder {
public:
    Folder() {
        std::string name = testing::TempDir() + "rocinfer_process_XXXXXX";
        if (::mkdtemp(name.data()) != nullptr) path_ = name;
    }
    ~Folder() { std::filesystem::remove_all(path_); }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;

    std::string write(const std::string& name, const std::string& text, mode_t mode) const {
        const std::string file = (path_ / name).string();
        std::ofstream(file) << text;
        ::chmod(file.c_str(), mode);
        return file;
    }
    std::string path(const std::string& name) const { return (path_ / name).string(); }

private:
    std::filesystem::path path_;
};

Error refusal(const std::string& executable) {
    auto child = Child::spawn({executable, {}, {}});
    EXPECT_FALSE(child);
    return child ? Error{} : child.error();
}

TEST(spawn, an_executable_that_is_missing_is_named) {
    const Error error = refusal("/nowhere/llama-server");
    EXPECT_EQ(error.code, ErrorCode::not_found);
    EXPECT_EQ(error.message,
              "process: cannot run '/nowhere/llama-server': no such file or directory");
}

TEST(spawn, a_file_that_can_not_be_executed_is_named_with_the_reason) {
    const Folder folder;
    const std::string plain = folder.write("plain", "text", 0644);
    Error error = refusal(plain);
    EXPECT_EQ(error.code, ErrorCode::unavailable);
    EXPECT_EQ(error.message, "process: cannot run '" + plain + "': permission denied");

    const std::string garbage = folder.write("garbage", "neither ELF nor script", 0755);
    error = refusal(garbage);
    EXPECT_EQ(error.code, ErrorCode::unavailable);
    EXPECT_EQ(error.message, "process: cannot run '" + garbage + "': exec format error");

    const std::string orphan = folder.write("orphan", "#!/nowhere/sh\n", 0755);
    error = refusal(orphan);
    EXPECT_EQ(error.code, ErrorCode::unavailable);
    EXPECT_THAT(error.message, HasSubstr("the loader or interpreter that it names is not"));

    error = refusal(folder.path(""));
    EXPECT_EQ(error.code, ErrorCode::unavailable);
    EXPECT_THAT(error.message, HasSubstr("it is a directory"));
}

TEST(spawn, what_exec_would_cut_short_is_refused) {
    const std::string nul("a\0b", 3);
    const std::string file = support::child_path("exit_with");
    for (const Command& bad : {Command{"", {}, {}}, Command{nul, {}, {}}, Command{file, {nul}, {}},
                               Command{file, {}, {"A=" + nul}}, Command{file, {}, {"no_value"}},
                               Command{file, {}, {"=x"}}}) {
        auto child = Child::spawn(bad);
        ASSERT_FALSE(child);
        EXPECT_EQ(child.error().code, ErrorCode::invalid_argument);
    }
}

TEST(spawn, an_unusable_variable_is_named_without_its_value) {
    auto child =
        Child::spawn({support::child_path("exit_with"), {}, {std::string("KEY=se\0cret", 10)}});
    ASSERT_FALSE(child);
    EXPECT_THAT(child.error().message, HasSubstr("'KEY'"));
    EXPECT_THAT(child.error().message, testing::Not(HasSubstr("se")))
        << "the value may be a secret";
}

TEST(spawn, exit_codes_and_signals_are_told_apart) {
    EXPECT_EQ(run(command("exit_with", {"code", "0"})).status, (ExitStatus{false, 0}));
    EXPECT_EQ(run(command("exit_with", {"code", "9"})).status, (ExitStatus{false, 9}));
    EXPECT_EQ(run(command("exit_with", {"code", "255"})).status, (ExitStatus{false, 255}));
    EXPECT_EQ(run(command("exit_with", {"signal", "9"})).status, (ExitStatus{true, 9}));
    EXPECT_EQ(run(command("exit_with", {"signal", "6"})).status, (ExitStatus{true, 6}));
}

std::string hex(const std::string& bytes) {
    std::string text;
    for (const char byte : bytes) {
        std::array<char, 3> two{};
        std::snprintf(two.data(), two.size(), "%02x", static_cast<unsigned char>(byte));
        text += two.data();
    }
    return text;
}

TEST(spawn, arguments_and_environment_are_passed_on_exactly) {
    const std::vector<std::string> odd{"",         "-x",           "two words", "new\nline",
                                       "'\"$(id)", "\xff\xfe\x80", "ünï"};
    std::vector<std::string> environment;
    std::vector<std::string> expected{"arg " + hex(support::child_path("print_arguments"))};
    for (const std::string& text : odd)
        expected.push_back("arg " + hex(text));
    for (std::size_t i = 0; i < odd.size(); ++i) {
        environment.push_back("V" + std::to_string(i) + "=" + odd[i]);
        expected.push_back("env " + hex(environment.back()));
    }
    EXPECT_EQ(run(command("print_arguments", odd, environment)).lines, expected);
}

TEST(spawn, the_child_has_no_descriptor_but_its_three) {
    // Without close-on-exec, one of them far up.
    const base::Descriptor low(::open("/dev/zero", O_RDONLY));
    const base::Descriptor high(::fcntl(low.get(), F_DUPFD, 500));
    ASSERT_TRUE(high);
    const Outcome outcome = run(command("print_descriptors"));
    ASSERT_EQ(outcome.lines.size(), 3U) << testing::PrintToString(outcome.lines);
    EXPECT_THAT(outcome.lines, UnorderedElementsAre("0 /dev/null", testing::StartsWith("1 pipe:"),
                                                    testing::StartsWith("2 pipe:")));
}

TEST(spawn, the_child_blocks_and_ignores_no_signal_and_leads_its_group) {
    sigset_t blocked;
    sigset_t before;
    sigfillset(&blocked);
    pthread_sigmask(SIG_SETMASK, &blocked, &before);
    const auto pipe_before = std::signal(SIGPIPE, SIG_IGN);
    const auto hangup_before = std::signal(SIGHUP, SIG_IGN);
    const Outcome outcome = run(command("print_signals"));
    std::signal(SIGPIPE, pipe_before);
    std::signal(SIGHUP, hangup_before);
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
    EXPECT_THAT(outcome.lines, ElementsAre("SigBlk:\t0000000000000000", "SigIgn:\t0000000000000000",
                                           "leads its group"));
}

TEST(spawn, works_with_few_descriptors_and_says_when_there_are_none) {
    rlimit before{};
    ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &before), 0);
    rlimit few = before;
    few.rlim_cur = 64;
    ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &few), 0);
    EXPECT_EQ(run(command("exit_with", {"code", "7"})).status, (ExitStatus{false, 7}));
#ifdef __SANITIZE_ADDRESS__
    ::setrlimit(RLIMIT_NOFILE, &before);
    GTEST_SKIP() << "UndefinedBehaviorSanitizer needs a pipe of its own to look at an object";
#endif

    std::vector<base::Descriptor> all;
    for (;;) {
        base::Descriptor next(::open("/dev/null", O_RDONLY | O_CLOEXEC));
        if (!next) break;
        all.push_back(std::move(next));
    }
    // However many are left, it either runs or says what is missing.
    bool refused = false;
    bool ran = false;
    while (!all.empty() && !ran) {
        auto child = Child::spawn(command("exit_with", {"code", "7"}));
        if (child) {
            ran = true;
            EXPECT_EQ((*child)->wait_until(kForEver), (ExitStatus{false, 7}));
        } else {
            refused = true;
            EXPECT_EQ(child.error().code, ErrorCode::io);
            EXPECT_THAT(child.error().message, HasSubstr("too many open files"));
        }
        all.pop_back();
    }
    ::setrlimit(RLIMIT_NOFILE, &before);
    EXPECT_TRUE(refused);
    EXPECT_TRUE(ran);
}

TEST(spawn, works_in_a_host_without_standard_descriptors) {
    const Folder folder;
    const std::string log = folder.path("log");
    ASSERT_EQ(run(command("host_closes_standard", {log, support::child_path("print_descriptors")}))
                  .status,
              (ExitStatus{false, 0}));
    std::vector<std::string> lines;
    std::ifstream file(log);
    for (std::string line; std::getline(file, line);)
        lines.push_back(line);
    EXPECT_THAT(lines,
                UnorderedElementsAre("0 /dev/null", testing::StartsWith("1 pipe:"),
                                     testing::StartsWith("2 pipe:"), "exited with status 0"));
}

TEST(spawn, the_child_outlives_the_thread_that_asked_for_it) {
    Result<std::unique_ptr<Child>> child;
    std::thread([&] { child = Child::spawn(command("handle_term")); }).join();
    ASSERT_TRUE(child);
    EXPECT_FALSE(
        (*child)->wait_until(std::chrono::steady_clock::now() + std::chrono::milliseconds(100)));
}

}  // namespace
}  // namespace inference::process
