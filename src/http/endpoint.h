// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstddef>
#include <string>

namespace inference::http {

/// Where a server listens, and what is agreed with it.
struct Endpoint {
    std::string unix_socket = {};               ///< a path; empty = TCP
    std::string base_url = "http://localhost";  ///< without a trailing slash
    std::string key = {};                       ///< sent as a bearer token; empty = none
    /// A piece of an answer of at most so many bytes is a keep-alive, not content. 0 = none is.
    std::size_t keep_alive_bytes = 0;
};

}  // namespace inference::http
