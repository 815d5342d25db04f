// SPDX-License-Identifier: EUPL-1.2
// host_closes_standard FILE PROGRAM …: without descriptors 0 to 2 of its own it runs the program
// and writes the log to FILE.
#include "support/children/hosting.h"

#include <fstream>
#include <unistd.h>

int main(int argc, char** argv) {
    if (argc < 3) return 99;
    for (int fd = 0; fd < 3; ++fd)
        ::close(fd);
    auto child = inference::process::Child::spawn(hosting::command(argc - 1, argv + 1));
    std::ofstream file(argv[1]);
    if (!child) {
        file << child.error().message << "\n";
        return 1;
    }
    const auto ended = (*child)->wait_until(std::chrono::steady_clock::time_point::max());
    file << (*child)->log_tail() << "\n" << ended->describe() << "\n";
    return 0;
}
