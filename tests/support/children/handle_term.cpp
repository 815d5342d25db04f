// SPDX-License-Identifier: EUPL-1.2
// handle_term N: prints "ready"; ignores N SIGTERMs (all if N is negative), printing "term" for
// each, then exits with 0.
#include <csignal>
#include <cstdlib>
#include <unistd.h>

namespace {

void say(const char* text, std::size_t length) {
    if (::write(STDOUT_FILENO, text, length) < 0) std::exit(98);
}

}  // namespace

int main(int argc, char** argv) {
    const int ignored = argc > 1 ? std::atoi(argv[1]) : 0;
    sigset_t terms;
    sigemptyset(&terms);
    sigaddset(&terms, SIGTERM);
    sigprocmask(SIG_BLOCK, &terms, nullptr);
    say("ready\n", 6);
    for (int received = 0; ignored < 0 || received <= ignored; ++received) {
        int number = 0;
        sigwait(&terms, &number);
        say("term\n", 5);
    }
    return 0;
}
