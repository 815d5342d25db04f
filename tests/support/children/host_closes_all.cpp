// SPDX-License-Identifier: EUPL-1.2
// Starts a child, closes every descriptor above 2, opens others under the same numbers if
// HOST_REOPENS is set, makes the child speak and says how it ended.
#include "support/children/hosting.h"

#include <csignal>
#include <fcntl.h>
#include <unistd.h>

int main(int argc, char** argv) {
    const auto child = hosting::spawn_ready(argc, argv);
    for (int fd = 3; fd < 64; ++fd)
        ::close(fd);
    if (std::getenv("HOST_REOPENS") != nullptr) {
        for (int fd = 3; fd < 64; ++fd) {
            if (::open("/dev/zero", O_RDONLY | O_CLOEXEC) < 0) return 97;
        }
    }
    // Its thread may have noticed already, and ended it.
    if (!child->signal(SIGTERM) && !child->exit_status()) return 96;
    const auto ended =
        child->wait_until(std::chrono::steady_clock::now() + std::chrono::seconds(30));
    hosting::say(ended ? ended->describe() : "lives");
    if (std::getenv("HOST_REOPENS") != nullptr) {
        for (int fd = 3; fd < 64; ++fd) {
            if (::fcntl(fd, F_GETFD) < 0) hosting::say("a descriptor of the host was closed");
        }
    }
    return 0;
}
