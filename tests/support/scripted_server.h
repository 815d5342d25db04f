// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "support/temporary_folder.h"

#include <array>
#include <atomic>
#include <chrono>
#include <cstring>
#include <functional>
#include <list>
#include <mutex>
#include <poll.h>
#include <string>
#include <string_view>
#include <sys/socket.h>
#include <sys/un.h>
#include <thread>
#include <unistd.h>
#include <utility>

namespace test_support {

/// One accepted connection; the first request's head and body were read already.
class ScriptedClient {
public:
    explicit ScriptedClient(int fd) : fd_(fd) {}
    const std::string& request() const { return request_; }
    /// Reads the next request; false once the client has gone.
    bool receive() {
        std::array<char, 16 * 1024> piece;
        request_.clear();
        while (!is_whole()) {
            const ssize_t got = ::recv(fd_, piece.data(), piece.size(), 0);
            if (got <= 0) return false;
            request_.append(piece.data(), static_cast<std::size_t>(got));
        }
        return true;
    }

    /// False once the client has gone.
    bool send(std::string_view bytes) {
        while (!bytes.empty()) {
            const ssize_t sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (sent <= 0) return false;
            bytes.remove_prefix(static_cast<std::size_t>(sent));
            sent_ += static_cast<std::size_t>(sent);
        }
        return true;
    }
    /// A whole answer.
    bool answer(std::string_view body, std::string_view status = "200 OK") {
        return send("HTTP/1.1 " + std::string(status) + "\r\nContent-Type: text/plain\r\n" +
                    "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
                    std::string(body));
    }
    /// The head of an answer whose end is the connection's.
    bool begin_stream() {
        return send("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n");
    }
    /// Waits until the client closes; false if it did not within the time.
    bool wait_for_close(std::chrono::milliseconds patience = std::chrono::seconds(60)) {
        pollfd watched{fd_, POLLRDHUP, 0};
        return ::poll(&watched, 1, static_cast<int>(patience.count())) == 1;
    }
    std::size_t sent() const { return sent_; }

private:
    bool is_whole() const {
        const std::size_t body = request_.find("\r\n\r\n");
        if (body == std::string::npos) return false;
        constexpr std::string_view kLength = "Content-Length: ";
        const std::size_t length = request_.find(kLength);
        if (length == std::string::npos || length > body) return true;
        constexpr std::size_t kMostDigits = 20;
        return request_.size() >=
               body + 4 + std::stoul(request_.substr(length + kLength.size(), kMostDigits));
    }

    const int fd_;
    std::string request_;
    std::atomic<std::size_t> sent_ = 0;
};

/// An HTTP server on a unix socket that does with each connection what a test says. Every
/// connection has a thread; all of them are gone when it is destroyed.
class ScriptedServer {
public:
    using Script = std::function<void(ScriptedClient&)>;

    explicit ScriptedServer(Script script, int backlog = 256) : script_(std::move(script)) {
        listener_ = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        const std::string path = socket_path();
        std::memcpy(address.sun_path, path.data(), path.size());
        if (::bind(listener_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
            ::listen(listener_, backlog) != 0) {
            throw std::runtime_error("scripted_server: can't listen on " + path);
        }
        accepting_ = std::thread([this] { accept_all(); });
    }
    ScriptedServer(const ScriptedServer&) = delete;
    ScriptedServer& operator=(const ScriptedServer&) = delete;
    ~ScriptedServer() {
        ::shutdown(listener_, SHUT_RDWR);
        accepting_.join();
        {
            const std::scoped_lock lock(mutex_);
            for (const int fd : open_)
                ::shutdown(fd, SHUT_RDWR);
        }
        for (std::thread& thread : threads_)
            thread.join();
        ::close(listener_);
    }

    std::string socket_path() const { return folder_.file("s.sock"); }

private:
    void accept_all() {
        while (true) {
            const int fd = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
            if (fd < 0) return;
            const std::scoped_lock lock(mutex_);
            open_.push_back(fd);
            threads_.emplace_back([this, fd] { serve(fd); });
        }
    }

    void serve(int fd) {
        ScriptedClient client(fd);
        if (client.receive()) script_(client);
        const std::scoped_lock lock(mutex_);
        open_.remove(fd);
        ::close(fd);
    }

    const Script script_;
    const TemporaryFolder folder_;
    int listener_ = -1;
    std::mutex mutex_;
    std::list<int> open_;
    std::list<std::thread> threads_;
    std::thread accepting_;
};

}  // namespace test_support
