// SPDX-License-Identifier: EUPL-1.2
// Prints the signals that it blocks and ignores, and whether it leads its process group.
#include <cstdio>
#include <fstream>
#include <string>
#include <unistd.h>

int main() {
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);) {
        if (line.starts_with("SigBlk") || line.starts_with("SigIgn")) std::puts(line.c_str());
    }
    std::puts(::getpgrp() == ::getpid() ? "leads its group" : "follows");
    return 0;
}
