// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string>

namespace fake {

struct Address {
    std::string host = "127.0.0.1";  // or a path that ends in .sock
    int port = 9931;
};

/// A listening socket, or -1; `name` becomes what the log line calls it, with the real port for 0.
int listen_on(const Address& address, std::string& name);

}  // namespace fake
