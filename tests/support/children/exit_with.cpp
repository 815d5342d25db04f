// SPDX-License-Identifier: EUPL-1.2
// exit_with code N | exit_with signal N
#include <csignal>
#include <cstdlib>
#include <cstring>

int main(int argc, char** argv) {
    if (argc != 3) return 99;
    const int value = std::atoi(argv[2]);
    if (std::strcmp(argv[1], "signal") == 0) std::raise(value);
    return value;
}
