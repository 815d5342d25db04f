// SPDX-License-Identifier: EUPL-1.2
// Prints each of its open descriptors: "0 /dev/null".
#include <array>
#include <cstdio>
#include <cstdlib>
#include <dirent.h>
#include <string>
#include <unistd.h>

int main() {
    DIR* folder = ::opendir("/proc/self/fd");
    if (folder == nullptr) return 98;
    while (const dirent* entry = ::readdir(folder)) {
        const std::string name = entry->d_name;
        if (name.starts_with('.') || std::atoi(name.c_str()) == ::dirfd(folder)) continue;
        std::array<char, 4096> target{};
        if (::readlink(("/proc/self/fd/" + name).c_str(), target.data(), target.size() - 1) < 0)
            return 97;
        std::printf("%s %s\n", name.c_str(), target.data());
    }
    ::closedir(folder);
    return 0;
}
