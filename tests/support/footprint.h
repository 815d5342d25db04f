// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "support/processes.h"

#include <cstddef>
#include <fstream>
#include <string>
#include <sys/types.h>

namespace test_support {

/// What a process holds on to.
struct Footprint {
    std::size_t descriptors = 0;
    std::size_t threads = 0;
    std::size_t resident_kb = 0;
};

inline Footprint footprint_of(pid_t pid) {
    const std::string folder = "/proc/" + std::to_string(pid);
    Footprint found;
    found.descriptors = entries_in(folder + "/fd");
    std::ifstream status(folder + "/status");
    for (std::string key; status >> key;) {
        if (key == "Threads:") status >> found.threads;
        if (key == "VmRSS:") status >> found.resident_kb;
    }
    return found;
}

}  // namespace test_support
