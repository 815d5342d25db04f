// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "support/fake/connection.h"
#include "support/fake/scenario.h"

#include <atomic>
#include <chrono>
#include <string>

namespace fake {

/// What all connections share.
struct Server {
    Scenario scenario;
    int slots = 1;
    int n_ctx = 4096;  // of each slot
    std::string api_key;
    std::string model;
    std::chrono::steady_clock::time_point started = std::chrono::steady_clock::now();
    std::atomic<int> faults_left{-1};
    std::atomic<int> tokens_made{0};

    bool is_loading() const {
        return scenario.load_stall || scenario.exit_at == "loading" ||
               std::chrono::steady_clock::now() - started <
                   std::chrono::milliseconds(scenario.load_ms);
    }
};

/// Answers until the client closes.
void serve(Server& server, Connection& client);

}  // namespace fake
