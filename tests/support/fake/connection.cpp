// SPDX-License-Identifier: EUPL-1.2
#include "support/fake/connection.h"

#include <array>
#include <cctype>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

namespace fake {

Connection::~Connection() {
    hang_up();
}

void Connection::hang_up() {
    if (fd_ >= 0) ::close(std::exchange(fd_, -1));
}

bool Connection::fill() {
    std::array<char, 16 * 1024> piece;
    const ssize_t got = ::recv(fd_, piece.data(), piece.size(), 0);
    if (got <= 0) return false;
    buffer_.append(piece.data(), static_cast<std::size_t>(got));
    return true;
}

bool Connection::read(Request& request) {
    std::size_t end = 0;
    while ((end = buffer_.find("\r\n\r\n")) == std::string::npos) {
        if (fd_ < 0 || buffer_.size() > 1U << 20U || !fill()) return false;
    }
    const std::string head = buffer_.substr(0, end + 2);
    buffer_.erase(0, end + 4);

    request = {};
    std::size_t at = head.find("\r\n");
    const std::string first = head.substr(0, at);
    const std::size_t space = first.find(' ');
    request.method = first.substr(0, space);
    request.path = first.substr(space + 1, first.find_first_of(" ?", space + 1) - space - 1);
    for (at += 2; at < head.size();) {
        const std::size_t line_end = head.find("\r\n", at);
        const std::size_t colon = head.find(':', at);
        if (colon == std::string::npos || colon > line_end) return false;
        std::string name = head.substr(at, colon - at);
        for (char& c : name)
            c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
        const std::size_t value = head.find_first_not_of(' ', colon + 1);
        request.headers[name] = head.substr(value, line_end - value);
        at = line_end + 2;
    }

    const std::size_t length =
        std::strtoull(request.headers["content-length"].c_str(), nullptr, 10);
    if (!request.headers["expect"].empty() && !send("HTTP/1.1 100 Continue\r\n\r\n")) return false;
    while (buffer_.size() < length) {
        if (!fill()) return false;
    }
    request.body = buffer_.substr(0, length);
    buffer_.erase(0, length);
    return true;
}

bool Connection::send(std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
}

bool Connection::send_slowly(std::string_view bytes, int ms_per_byte) {
    if (ms_per_byte == 0) return send(bytes);
    for (const char byte : bytes) {
        if (!send({&byte, 1}) || !pause(ms_per_byte)) return false;
    }
    return true;
}

bool Connection::send_chunk(std::string_view bytes) {
    std::array<char, 20> size{};
    std::snprintf(size.data(), size.size(), "%zx\r\n", bytes.size());
    return send(std::string(size.data()).append(bytes).append("\r\n"));
}

bool Connection::pause(int ms) {
    using Clock = std::chrono::steady_clock;
    const auto until = Clock::now() + std::chrono::milliseconds(ms);
    for (;;) {
        const auto left =
            std::chrono::ceil<std::chrono::milliseconds>(until - Clock::now()).count();
        pollfd watched{fd_, POLLRDHUP, 0};
        if (::poll(&watched, 1, ms < 0 ? -1 : static_cast<int>(left < 0 ? 0 : left)) != 0)
            return false;
        if (ms >= 0 && Clock::now() >= until) return true;
    }
}

void Connection::wait_for_close() {
    pause(-1);
}

void Connection::reset() {
    const linger at_once{.l_onoff = 1, .l_linger = 0};
    ::setsockopt(fd_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    ::close(std::exchange(fd_, -1));
}

}  // namespace fake
