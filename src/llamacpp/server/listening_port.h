// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <sys/types.h>

namespace inference::llamacpp {

/// The port on 127.0.0.1 that this very process listens on, from /proc; empty while there is none.
/// Its log says it too, but what a model's metadata or chat template says stands in the same log,
/// and the key must not go to whoever wrote that.
std::optional<std::uint16_t> listening_port(pid_t pid);

/// The same for a line of /proc/net/tcp: the port and the inode of a socket that listens on
/// 127.0.0.1.
struct Listener {
    std::uint16_t port = 0;
    std::uint64_t inode = 0;
};
std::optional<Listener> parse_listener(std::string_view line);

}  // namespace inference::llamacpp
