// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <system_error>
#include <unistd.h>
#include <vector>

namespace support {

/// The processes whose parent this one is, by /proc.
inline std::vector<pid_t> own_children() {
    std::vector<pid_t> children;
    std::error_code error;
    for (std::filesystem::directory_iterator entry("/proc", error), end; !error && entry != end;
         entry.increment(error)) {
        const std::string name = entry->path().filename().string();
        if (name.find_first_not_of("0123456789") != std::string::npos) continue;
        std::ifstream stat(entry->path() / "stat");
        const std::string line((std::istreambuf_iterator<char>(stat)), {});
        const std::size_t after = line.rfind(") ");  // the name may hold anything
        if (after == std::string::npos) continue;
        const std::string parent = line.substr(line.find(' ', after + 2) + 1);
        if (std::atoi(parent.c_str()) == ::getpid()) children.push_back(std::stoi(name));
    }
    return children;
}

/// "NAME=value" each, as the process got them.
inline std::vector<std::string> environment_of(pid_t pid) {
    std::ifstream file("/proc/" + std::to_string(pid) + "/environ", std::ios::binary);
    std::vector<std::string> variables;
    for (std::string entry; std::getline(file, entry, '\0');)
        variables.push_back(entry);
    return variables;
}

}  // namespace support
