// SPDX-License-Identifier: EUPL-1.2
#include "bare_client.h"

#include <cstring>
#include <string_view>

namespace bench {
namespace {

struct Reading {
    Run run;
    Clock::time_point begun;
    std::string* keep = nullptr;
};

std::size_t on_bytes(char* bytes, std::size_t size, std::size_t count, void* into) {
    auto* reading = static_cast<Reading*>(into);
    const std::string_view text(bytes, size * count);
    for (std::size_t at = text.find("data: "); at != std::string_view::npos;
         at = text.find("data: ", at + 6)) {
        if (text.substr(at + 6).starts_with("{\"content\"")) continue;  // the last one: no token
        if (reading->run.tokens++ == 0) {
            reading->run.first_token_ms =
                std::chrono::duration<double, std::milli>(Clock::now() - reading->begun).count();
        }
    }
    reading->run.bytes += text.size();
    if (reading->keep != nullptr) reading->keep->append(text);
    return text.size();
}

}  // namespace

BareClient::BareClient(const std::string& socket) : easy_(curl_easy_init()) {
    headers_ = curl_slist_append(nullptr, "Content-Type: application/json");
    headers_ = curl_slist_append(headers_, "Expect:");
    curl_easy_setopt(easy_, CURLOPT_UNIX_SOCKET_PATH, socket.c_str());
    curl_easy_setopt(easy_, CURLOPT_URL, "http://localhost/completion");
    curl_easy_setopt(easy_, CURLOPT_HTTPHEADER, headers_);
    curl_easy_setopt(easy_, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy_, CURLOPT_WRITEFUNCTION, on_bytes);
}

BareClient::~BareClient() {
    curl_easy_cleanup(easy_);
    curl_slist_free_all(headers_);
}

Run BareClient::complete(const std::string& body, std::string* body_into) {
    Reading reading;
    reading.keep = body_into;
    reading.begun = Clock::now();
    curl_easy_setopt(easy_, CURLOPT_WRITEDATA, &reading);
    curl_easy_setopt(easy_, CURLOPT_POSTFIELDS, body.data());
    curl_easy_setopt(easy_, CURLOPT_POSTFIELDSIZE, static_cast<long>(body.size()));
    curl_easy_perform(easy_);
    reading.run.seconds = std::chrono::duration<double>(Clock::now() - reading.begun).count();
    return reading.run;
}

}  // namespace bench
