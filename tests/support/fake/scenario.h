// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string>
#include <string_view>

namespace fake {

/// What the fake is to play; fake_llama_server.cpp documents each key.
struct Scenario {
    // The process.
    std::string exit_at;  // "", start, loading, after_tokens
    int exit_after_tokens = 0;
    int exit_code = 1;
    int exit_signal = 0;
    int load_ms = 0;
    bool load_stall = false;
    bool no_listen = false;
    int log_flood = 0;
    std::string log;
    std::string log_file;
    std::string last_words;
    bool stdout_garbage = false;
    bool ignore_term = false;
    bool term_twice = false;
    std::string version = "version: 0.7.0 (build 11669, commit fake)";
    std::string record;
    std::string once;

    // What it says of itself.
    int n_ctx = 0;
    int slots = 0;
    bool no_template = false;

    // How it answers.
    int token_ms = 0;
    int prefill_ms = 0;
    int ping_ms = 0;
    std::string fault;
    int at = 0;
    int requests = -1;
    std::string on = "/completion";
    int status = 0;
    int header_byte_ms = 0;
    std::string content_type;
    long long long_line = 64LL << 20U;
};

/// Empty text is the normal server. An unknown key or a bad value ends the program with 64 and says
/// so: a test with a misspelt scenario must not pass.
Scenario parse(std::string_view text);

/// Ends the process as the scenario says.
[[noreturn]] void leave(const Scenario& scenario);

}  // namespace fake
