// SPDX-License-Identifier: EUPL-1.2
#include "llamacpp/server/listening_port.h"

#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <string>
#include <system_error>

namespace inference::llamacpp {
namespace {

namespace fs = std::filesystem;

// "socket:[12345]"
std::set<std::uint64_t> socket_inodes(const std::string& process) {
    constexpr std::string_view kStart = "socket:[";
    std::set<std::uint64_t> inodes;
    std::error_code error;
    fs::directory_iterator entry(process + "/fd", error);
    for (; !error && entry != fs::directory_iterator(); entry.increment(error)) {
        std::error_code gone;
        const std::string target = fs::read_symlink(entry->path(), gone).string();
        if (gone || !target.starts_with(kStart)) continue;
        inodes.insert(std::strtoull(target.c_str() + kStart.size(), nullptr, 10));
    }
    return inodes;
}

}  // namespace

std::optional<Listener> parse_listener(std::string_view line) {
    // "0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000  0  0 12345 …"
    constexpr std::string_view kLoopback = "0100007F:";
    constexpr std::string_view kListens = "0A";
    std::istringstream words{std::string(line)};
    std::string number;
    std::string local;
    std::string remote;
    std::string state;
    std::string skipped;
    Listener listener;
    words >> number >> local >> remote >> state;
    for (int i = 0; i < 5; ++i)
        words >> skipped;
    words >> listener.inode;
    if (!words || !local.starts_with(kLoopback) || state != kListens) return std::nullopt;
    listener.port =
        static_cast<std::uint16_t>(std::strtoul(local.c_str() + kLoopback.size(), nullptr, 16));
    return listener;
}

std::optional<std::uint16_t> listening_port(pid_t pid) {
    const std::string process = "/proc/" + std::to_string(pid);
    const auto inodes = socket_inodes(process);
    if (inodes.empty()) return std::nullopt;
    std::ifstream table(process + "/net/tcp");
    for (std::string line; std::getline(table, line);) {
        const auto listener = parse_listener(line);
        if (listener && inodes.contains(listener->inode)) return listener->port;
    }
    return std::nullopt;
}

}  // namespace inference::llamacpp
