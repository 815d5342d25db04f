// SPDX-License-Identifier: EUPL-1.2
#include "support/fake/scenario.h"

#include "support/fake/faults.h"

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <sys/stat.h>
#include <type_traits>
#include <unistd.h>

namespace fake {
namespace {

[[noreturn]] void misuse(const std::string& why) {
    std::fprintf(stderr, "fake_llama_server: %s\n", why.c_str());
    std::_Exit(64);
}

template <class Number>
Number number(const std::string& value) {
    char* end = nullptr;
    const long long parsed = std::strtoll(value.c_str(), &end, 10);
    if (value.empty() || *end != '\0') misuse("'" + value + "' is not a number");
    return static_cast<Number>(parsed);
}

struct Key {
    std::string_view name;
    void (*set)(Scenario&, const std::string& value);
};

template <auto Member>
void assign(Scenario& scenario, const std::string& value) {
    using Type = std::remove_reference_t<decltype(scenario.*Member)>;
    if constexpr (std::is_same_v<Type, std::string>) {
        scenario.*Member = value;
    } else if constexpr (std::is_same_v<Type, bool>) {
        scenario.*Member = value != "0";
    } else {
        scenario.*Member = number<Type>(value);
    }
}

void set_exit_at(Scenario& scenario, const std::string& value) {
    const std::size_t colon = value.find(':');
    scenario.exit_at = value.substr(0, colon);
    if (scenario.exit_at == "after_tokens" && colon != std::string::npos) {
        scenario.exit_after_tokens = number<int>(value.substr(colon + 1));
    } else if (value != "start" && value != "loading") {
        misuse("exit_at is start, loading or after_tokens:N, not '" + value + "'");
    }
}

void set_fault(Scenario& scenario, const std::string& value) {
    if (find_fault(value) == nullptr) misuse("there is no fault '" + value + "'");
    scenario.fault = value;
}

constexpr std::array kKeys{
    Key{"exit_at", set_exit_at},
    Key{"exit_code", assign<&Scenario::exit_code>},
    Key{"exit_signal", assign<&Scenario::exit_signal>},
    Key{"load_ms", assign<&Scenario::load_ms>},
    Key{"load_stall", assign<&Scenario::load_stall>},
    Key{"no_listen", assign<&Scenario::no_listen>},
    Key{"log_flood", assign<&Scenario::log_flood>},
    Key{"log", assign<&Scenario::log>},
    Key{"log_file", assign<&Scenario::log_file>},
    Key{"last_words", assign<&Scenario::last_words>},
    Key{"stdout_garbage", assign<&Scenario::stdout_garbage>},
    Key{"ignore_term", assign<&Scenario::ignore_term>},
    Key{"term_twice", assign<&Scenario::term_twice>},
    Key{"version", assign<&Scenario::version>},
    Key{"record", assign<&Scenario::record>},
    Key{"once", assign<&Scenario::once>},
    Key{"n_ctx", assign<&Scenario::n_ctx>},
    Key{"slots", assign<&Scenario::slots>},
    Key{"no_template", assign<&Scenario::no_template>},
    Key{"token_ms", assign<&Scenario::token_ms>},
    Key{"prefill_ms", assign<&Scenario::prefill_ms>},
    Key{"ping_ms", assign<&Scenario::ping_ms>},
    Key{"fault", set_fault},
    Key{"at", assign<&Scenario::at>},
    Key{"requests", assign<&Scenario::requests>},
    Key{"on", assign<&Scenario::on>},
    Key{"status", assign<&Scenario::status>},
    Key{"header_byte_ms", assign<&Scenario::header_byte_ms>},
    Key{"content_type", assign<&Scenario::content_type>},
    Key{"long_line", assign<&Scenario::long_line>},
};

void set(Scenario& scenario, std::string_view pair) {
    const std::size_t equals = pair.find('=');
    const std::string_view name = pair.substr(0, equals);
    const std::string value(equals == std::string_view::npos ? "1" : pair.substr(equals + 1));
    for (const Key& key : kKeys) {
        if (key.name == name) return key.set(scenario, value);
    }
    misuse("there is no scenario key '" + std::string(name) + "'");
}

// What the normal server is to keep of a scenario that was played already.
Scenario after_the_first_time(const Scenario& played) {
    Scenario normal;
    normal.token_ms = played.token_ms;
    normal.prefill_ms = played.prefill_ms;
    normal.record = played.record;
    normal.version = played.version;
    return normal;
}

}  // namespace

Scenario parse(std::string_view text) {
    Scenario scenario;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find(';'), text.size());
        if (end > 0) set(scenario, text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    if (scenario.once.empty()) return scenario;
    struct stat file = {};
    if (::stat(scenario.once.c_str(), &file) == 0) return after_the_first_time(scenario);
    std::ofstream(scenario.once) << "played\n";
    return scenario;
}

void leave(const Scenario& scenario) {
    if (!scenario.last_words.empty()) std::cerr << std::ifstream(scenario.last_words).rdbuf();
    if (scenario.exit_signal != 0) {
        std::signal(scenario.exit_signal, SIG_DFL);
        sigset_t one;
        sigemptyset(&one);
        sigaddset(&one, scenario.exit_signal);
        pthread_sigmask(SIG_UNBLOCK, &one, nullptr);
        ::kill(::getpid(), scenario.exit_signal);
        ::pause();
    }
    std::_Exit(scenario.exit_code);
}

}  // namespace fake
