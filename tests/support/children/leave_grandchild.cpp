// SPDX-License-Identifier: EUPL-1.2
// leave_grandchild group|session: starts a process that holds stdout, in this process group or in a
// session of its own, prints its pid and exits.
#include <cstdio>
#include <cstring>
#include <unistd.h>

int main(int argc, char** argv) {
    const bool own_session = argc > 1 && std::strcmp(argv[1], "session") == 0;
    const pid_t pid = ::fork();
    if (pid == 0) {
        if (own_session) ::setsid();
        std::puts("grandchild");
        std::fflush(stdout);
        ::alarm(60);  // should the test fail to end it
        for (;;)
            ::pause();
    }
    std::printf("%d\n", pid);
    return 0;
}
