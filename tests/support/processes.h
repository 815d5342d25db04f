// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <sys/types.h>
#include <system_error>
#include <unistd.h>
#include <vector>

namespace test_support {

/// The processes whose parent is `pid`, zombies included.
inline std::vector<pid_t> children_of(pid_t pid) {
    std::vector<pid_t> children;
    std::error_code error;
    for (const auto& thread :
         std::filesystem::directory_iterator("/proc/" + std::to_string(pid) + "/task", error)) {
        std::ifstream list(thread.path() / "children");
        for (pid_t child = 0; list >> child;)
            children.push_back(child);
    }
    return children;
}

/// Texts that end with a NUL each: /proc/PID/environ, /proc/PID/cmdline.
inline std::vector<std::string> texts_of(pid_t pid, const std::string& file) {
    std::ifstream stream("/proc/" + std::to_string(pid) + "/" + file);
    std::vector<std::string> texts;
    for (std::string text; std::getline(stream, text, '\0');)
        texts.push_back(text);
    return texts;
}

/// How many entries a folder has; 0 where there is none.
inline std::size_t entries_in(const std::filesystem::path& folder) {
    std::error_code error;
    const std::filesystem::directory_iterator entries(folder, error);
    if (error) return 0;
    return static_cast<std::size_t>(std::distance(entries, std::filesystem::directory_iterator()));
}

}  // namespace test_support
