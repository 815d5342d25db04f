// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <curl/curl.h>

#include <chrono>
#include <cstdint>
#include <string>

namespace bench {

using Clock = std::chrono::steady_clock;

/// What one request took.
struct Run {
    std::int64_t tokens = 0;
    double seconds = 0;
    double first_token_ms = 0;
    std::size_t bytes = 0;
};

/// The least that a client can do: one curl easy handle that counts the events of a stream, on the
/// same socket as the library's. What the library is measured against.
class BareClient {
public:
    explicit BareClient(const std::string& socket);
    ~BareClient();
    BareClient(const BareClient&) = delete;
    BareClient& operator=(const BareClient&) = delete;

    /// POSTs to /completion and reads to the end. `body_into` keeps the bytes, where given.
    Run complete(const std::string& body, std::string* body_into = nullptr);

private:
    CURL* easy_ = nullptr;
    curl_slist* headers_ = nullptr;
};

}  // namespace bench
