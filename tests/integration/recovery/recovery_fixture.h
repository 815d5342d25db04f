// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "support/own_runtime.h"
#include "support/processes.h"
#include "support/real_engine.h"
#include "support/scoped_variable.h"
#include "support/temporary_folder.h"

#include <inference/inference.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <signal.h>
#include <string>
#include <thread>
#include <unistd.h>
#include <vector>

namespace recovery {

using namespace inference;
using namespace test_support;

/// A runtime folder of its own; in the end neither a child nor a folder may be left.
class Recovery : public OwnRuntime {
protected:
    void TearDown() override { expect_nothing_left(); }

    /// The only server there is; 0 where there is none just now.
    static pid_t server_pid() {
        const auto children = children_of(::getpid());
        return children.size() == 1 ? children.front() : 0;
    }

    static bool kill_server(int signal_number = SIGKILL) {
        const pid_t pid = server_pid();
        return pid > 0 && ::kill(pid, signal_number) == 0;
    }
};

/// Restarts without limit and without a pause: for tests that kill all the time.
inline LoadOptions tireless(LoadOptions options) {
    options.restarts = {1'000'000, std::chrono::seconds{1}, std::chrono::milliseconds{0}};
    return options;
}

inline std::vector<TokenId> ids_of(const std::vector<Token>& tokens) {
    std::vector<TokenId> ids;
    for (const Token& token : tokens)
        ids.push_back(token.id);
    return ids;
}

inline std::vector<Token> all(TokenStream stream) {
    std::vector<Token> tokens;
    while (auto token = stream.next())
        tokens.push_back(*std::move(token));
    EXPECT_FALSE(stream.error()) << stream.error()->message << "\n" << stream.error()->detail;
    return tokens;
}

}  // namespace recovery
