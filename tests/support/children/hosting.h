// SPDX-License-Identifier: EUPL-1.2
// What the hosts have in common: they start the program in argv[1] with the arguments that follow.
#pragma once

#include "process/child.h"

#include <cstdio>
#include <cstdlib>
#include <future>
#include <memory>
#include <string>
#include <vector>

namespace hosting {

inline void say(const std::string& line) {
    std::printf("%s\n", line.c_str());
    std::fflush(stdout);
}

inline inference::process::Command command(int argc, char** argv) {
    if (argc < 2) std::exit(99);
    return {argv[1], std::vector<std::string>(argv + 2, argv + argc), {}};
}

/// Started, and has written its first line.
inline std::unique_ptr<inference::process::Child> spawn_ready(int argc, char** argv) {
    auto spoke = std::make_shared<std::promise<void>>();
    auto child = inference::process::Child::spawn(
        command(argc, argv), {.on_log = [spoke, first = true](std::string_view) mutable {
            if (first) spoke->set_value();
            first = false;
        }});
    if (!child) {
        say(child.error().message);
        std::exit(98);
    }
    spoke->get_future().wait();
    return std::move(*child);
}

}  // namespace hosting
