// SPDX-License-Identifier: EUPL-1.2
#include "support/fake/listener.h"

#include <arpa/inet.h>
#include <cstdint>
#include <cstring>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace fake {
namespace {

constexpr int kBacklog = 256;

int listen_unix(const std::string& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.size() >= sizeof address.sun_path) return -1;
    std::memcpy(address.sun_path, path.data(), path.size());
    const int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (::bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) return -1;
    return ::listen(fd, kBacklog) == 0 ? fd : -1;
}

int listen_tcp(const Address& wanted, int& port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(wanted.port));
    if (::inet_pton(AF_INET, wanted.host.c_str(), &address.sin_addr) != 1) return -1;
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const int yes = 1;
    ::setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    if (::bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) return -1;
    socklen_t size = sizeof address;
    ::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size);
    port = ntohs(address.sin_port);
    return ::listen(fd, kBacklog) == 0 ? fd : -1;
}

}  // namespace

int listen_on(const Address& address, std::string& name) {
    if (address.host.ends_with(".sock")) {
        name = "unix://" + address.host;
        return listen_unix(address.host);
    }
    int port = address.port;
    const int fd = listen_tcp(address, port);
    name = "http://" + address.host + ":" + std::to_string(port);
    return fd;
}

}  // namespace fake
