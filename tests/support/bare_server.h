// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <curl/curl.h>
#include <nlohmann/json.hpp>

#include <string>
#include <sys/types.h>
#include <vector>

namespace support {

/// A llama-server of the test's own, started and asked without any code of the library's: what the
/// library's answers are compared with.
class BareServer {
public:
    BareServer(const std::string& server_path, const std::string& model, int slots, int context);
    ~BareServer();
    BareServer(const BareServer&) = delete;
    BareServer& operator=(const BareServer&) = delete;

    /// False where it ended instead of getting ready: it can't load the model.
    bool ready() const { return ready_; }
    /// POST with one curl easy handle; the parsed answer, or null.
    nlohmann::json post(const std::string& path, const nlohmann::json& body) const;
    /// Greedy ids of a completion that is not streamed; empty where it was refused.
    std::vector<int> greedy(const nlohmann::json& prompt, int tokens) const;

private:
    bool wait_until_ready();

    std::string folder_;
    std::string socket_;
    pid_t pid_ = -1;
    bool ready_ = false;
};

}  // namespace support
