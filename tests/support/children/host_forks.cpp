// SPDX-License-Identifier: EUPL-1.2
// Starts a child and forks; the copy uses and destroys its copy of the Child, then the host says
// whether the child still lives.
#include "support/children/hosting.h"

#include <csignal>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char** argv) {
    auto child = hosting::spawn_ready(argc, argv);
    const pid_t copy = ::fork();
    if (copy == 0) {
        const bool idle = !child->exit_status() && !child->signal(SIGKILL) &&
                          child->stop({}).unknown && child->log_tail().empty();
        child.reset();
        ::_exit(idle ? 0 : 1);
    }
    int status = 0;
    if (::waitpid(copy, &status, 0) != copy) return 97;
    if (status != 0) hosting::say("the copy could do something to the child");
    const auto ended =
        child->wait_until(std::chrono::steady_clock::now() + std::chrono::milliseconds(100));
    hosting::say(ended ? ended->describe() : "lives");
    return 0;
}
