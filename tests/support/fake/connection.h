// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace fake {

struct Request {
    std::string method;
    std::string path;
    std::map<std::string, std::string> headers;  // names in lower case
    std::string body;
};

/// How the head of the answer is to be spoilt.
struct Manner {
    int header_byte_ms = 0;
    std::string content_type;
};

/// One client, over a blocking socket that it owns. Every send is false once the client has gone.
class Connection {
public:
    explicit Connection(int fd) : fd_(fd) {}
    ~Connection();
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    /// The next request; false when the client has closed or spoke nonsense.
    bool read(Request& request);

    bool send(std::string_view bytes);
    bool send_slowly(std::string_view bytes, int ms_per_byte);
    bool send_chunk(std::string_view bytes);

    /// Waits; false as soon as the client closes.
    bool pause(int ms);
    void wait_for_close();

    /// Closes with a reset where the socket knows one (TCP).
    void reset();
    void hang_up();

    Manner manner;

private:
    bool fill();

    int fd_;
    std::string buffer_;
};

}  // namespace fake
