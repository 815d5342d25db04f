// SPDX-License-Identifier: EUPL-1.2
#include "unit/process/probe.h"

#include <filesystem>
#include <iterator>
#include <sys/wait.h>
#include <thread>

namespace inference::process {
namespace {

auto entries(const char* folder) {
    return std::distance(std::filesystem::directory_iterator(folder),
                         std::filesystem::directory_iterator());
}

bool has_children() {
    siginfo_t info{};
    return ::waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) == 0;
}

void spawn_each_way(int i) {
    switch (i % 4) {
        case 0:
            EXPECT_EQ(run(command("exit_with", {"code", "1"})).status.value, 1);
            break;
        case 1:
            EXPECT_FALSE(Child::spawn({"/nowhere/llama-server", {}, {}}));
            break;
        case 2:
            EXPECT_TRUE(Child::spawn(command("handle_term", {"-1"})));
            break;
        default: {
            auto child = Child::spawn(command("handle_term"));
            ASSERT_TRUE(child);
            (*child)->stop({std::chrono::seconds(60), std::chrono::seconds(60)});
        }
    }
}

TEST(leak, two_hundred_children_leave_no_descriptor_thread_or_zombie) {
    spawn_each_way(0);
    const auto descriptors = entries("/proc/self/fd");
    const auto threads = entries("/proc/self/task");
    for (int i = 0; i < 200; ++i)
        spawn_each_way(i);
    EXPECT_EQ(entries("/proc/self/fd"), descriptors);
    // The last one joined may still be listed for a moment.
    EXPECT_LE(entries("/proc/self/task"), threads + 1);
    EXPECT_FALSE(has_children());
}

TEST(leak, thirty_two_children_at_once_each_give_their_own_answer) {
    std::vector<int> codes(32, -1);
    {
        std::vector<std::jthread> threads;
        for (std::size_t i = 0; i < codes.size(); ++i) {
            threads.emplace_back([&codes, i] {
                codes[i] = run(command("exit_with", {"code", std::to_string(i)})).status.value;
            });
        }
    }
    for (std::size_t i = 0; i < codes.size(); ++i)
        EXPECT_EQ(codes[i], static_cast<int>(i));
    EXPECT_FALSE(has_children());
}

}  // namespace
}  // namespace inference::process
