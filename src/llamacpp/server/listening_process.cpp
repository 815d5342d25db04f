// SPDX-License-Identifier: EUPL-1.2
#include "llamacpp/server/listening_process.h"

#include "base/descriptor.h"

#include <algorithm>
#include <iterator>
#include <sys/socket.h>
#include <sys/un.h>

namespace inference::llamacpp {

std::optional<pid_t> listening_process(const std::string& socket_path) {
    sockaddr_un address{};
    if (socket_path.size() >= std::size(address.sun_path)) return std::nullopt;
    address.sun_family = AF_UNIX;
    std::ranges::copy(socket_path, std::begin(address.sun_path));
    const base::Descriptor socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (!socket ||
        ::connect(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
        return std::nullopt;
    }
    ucred listener{};
    socklen_t size = sizeof listener;
    if (::getsockopt(socket.get(), SOL_SOCKET, SO_PEERCRED, &listener, &size) != 0) {
        return std::nullopt;
    }
    return listener.pid;
}

}  // namespace inference::llamacpp
