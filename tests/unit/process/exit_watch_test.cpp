// SPDX-License-Identifier: EUPL-1.2
// Kernels and sandboxes without pidfds and close_range: a seccomp filter answers ENOSYS to both.
#include "unit/process/probe.h"

#include <gmock/gmock.h>

#include <array>
#include <atomic>
#include <csignal>
#include <cstddef>
#include <fcntl.h>
#include <functional>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace inference::process {
namespace {

// For the calling thread and whatever it starts.
bool forget_new_calls() {
    std::array filter{
        sock_filter BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
        sock_filter BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_pidfd_open, 2, 0),
        sock_filter BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_close_range, 1, 0),
        sock_filter BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
        sock_filter BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOSYS),
    };
    const sock_fprog program{static_cast<unsigned short>(filter.size()), filter.data()};
    return ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
           ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0 &&
           ::syscall(SYS_pidfd_open, ::getpid(), 0) == -1 && errno == ENOSYS;
}

void on_old_kernel(const std::function<void()>& body) {
    bool possible = false;
    std::thread([&] {
        possible = forget_new_calls();
        if (possible) body();
    }).join();
    if (!possible) GTEST_SKIP() << "no seccomp filters here";
}

TEST(exit_watch, without_pidfds_exits_and_signals_are_noticed) {
    on_old_kernel([] {
        EXPECT_EQ(run(command("exit_with", {"code", "3"})).status, (ExitStatus{false, 3}));
        EXPECT_EQ(run(command("exit_with", {"signal", "6"})).status, (ExitStatus{true, 6}));
    });
}

TEST(exit_watch, without_pidfds_stop_escalates_and_the_destructor_kills) {
    on_old_kernel([] {
        Record record;
        auto child = Child::spawn(command("handle_term", {"-1"}), record.observer());
        ASSERT_TRUE(child);
        ASSERT_TRUE(record.wait_for_lines(1));
        EXPECT_EQ((*child)->stop({std::chrono::milliseconds(20), std::chrono::milliseconds(20)}),
                  (ExitStatus{true, SIGKILL}));
        EXPECT_FALSE((*child)->signal(SIGTERM));

        auto other = Child::spawn(command("handle_term", {"-1"}));
        ASSERT_TRUE(other);
        const pid_t pid = (*other)->pid();
        other->reset();
        EXPECT_EQ(::kill(pid, 0), -1);
    });
}

TEST(exit_watch, without_pidfds_the_child_has_no_descriptor_but_its_three) {
    const base::Descriptor low(::open("/dev/zero", O_RDONLY));
    on_old_kernel([] {
        EXPECT_THAT(run(command("print_descriptors")).lines,
                    testing::UnorderedElementsAre("0 /dev/null", testing::StartsWith("1 pipe:"),
                                                  testing::StartsWith("2 pipe:")));
    });
}

// Not of old kernels, but here the child is slow to reach exec: it closes descriptors one by one.
TEST(exit_watch, without_pidfds_a_start_is_seen_though_a_fork_of_the_host_holds_every_pipe) {
#ifdef __SANITIZE_THREAD__
    GTEST_SKIP() << "ThreadSanitizer makes a fork of vfork, and then only the pipe's end can tell";
#endif
    std::atomic<bool> done = false;
    std::vector<pid_t> copies;
    const auto begin = std::chrono::steady_clock::now();
    on_old_kernel([&] {
        std::thread forking([&] {
            while (copies.size() < 200) {
                const pid_t copy = ::fork();
                if (copy == 0) {
                    ::alarm(60);
                    for (;;)
                        ::pause();
                }
                copies.push_back(copy);
            }
            done = true;
        });
        while (!done) {
            EXPECT_TRUE(Child::spawn(command("handle_term")));
            EXPECT_EQ(Child::spawn({"/nowhere/server"}).error().code, ErrorCode::not_found);
        }
        forking.join();
    });
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(50))
        << "it waited for a copy of the host to end";
    for (const pid_t copy : copies) {
        ::kill(copy, SIGKILL);
        ::waitpid(copy, nullptr, 0);
    }
}

}  // namespace
}  // namespace inference::process
