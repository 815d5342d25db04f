// SPDX-License-Identifier: EUPL-1.2
//
// A llama-server for the faults that the real one can't be made to show. It takes llama-server's
// command line (--host PATH.sock, or an address and --port; -m, -c, -np, --api-key-file, --help,
// --version; it ignores all else) and answers /health, /props, /slots, /completion, /tokenize and
// /apply-template as the real one does, without a model. Its tokens depend on their position alone:
// completion.h.
//
// FAKE_LLAMA_HELP names a file that --help prints. FAKE_LLAMA_SCENARIO says what goes wrong:
// "key=value;key=value"; a key alone means 1.
//
//   the process
//   exit_at=start|loading|after_tokens:N  ends there: before listening, when load_ms is over, after
//   so
//                           many tokens over all requests; with exit_code=N (1) or exit_signal=N
//   load_ms=N  load_stall   503 to everything for so long, or for ever
//   no_listen               never listens
//   log=TEXT  log_file=F    to stderr at the start; '|' in TEXT ends a line
//   last_words=F            to stderr at the end that exit_at tells
//   log_flood=BYTES         so much log at the start, and again at each request
//   stdout_garbage          bytes that are no text, to stdout
//   ignore_term  term_twice SIGTERM does nothing; the first SIGTERM does nothing
//   version=TEXT            what --version prints
//   record=FILE             each request as a line of JSON: method, path, body
//   once=FILE               all this at the first start only; FILE remembers (pace and record stay)
//
//   what it says of itself
//   n_ctx=N  slots=N        in /props, whatever -c and -np were
//   no_template             no chat template
//
//   the answers
//   prefill_ms=N  token_ms=N  the pace
//   fault=NAME              see below
//   at=N                    before which token of a stream (0)
//   on=PATH|all             for which path fault, status, header_byte_ms and content_type are meant
//                           (/completion)
//   requests=N              only the first so many of them (all)
//   status=N                this HTTP status and an error body
//   header_byte_ms=N        the head of the answer byte by byte
//   content_type=TEXT       a wrong one
//   long_line=BYTES         for fault long_line (64 MiB)
//   ping_ms=N               comments while it is silent
//
//   faults in a stream: wedge, half_line, long_line, bad_json, nan, other_shape, wrong_types,
//   bad_utf8, error_data, error_line, cut (no end), end_early (no last event), reset_mid_character,
//   chunk_short, chunk_long, chunk_huge, chunk_garbage (sizes that lie), pings, repeat_token,
//   too_many_tokens (for ever). In place of any answer: redirect, no_answer, garbage, close.
#include "support/fake/listener.h"
#include "support/fake/server.h"

#include <algorithm>
#include <atomic>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <list>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

namespace {

struct Options {
    fake::Address address;
    int context = 4096;
    int parallel = 4;
    std::string model;
    std::string key_file;
    bool version = false;
    bool help = false;
};

Options read_options(int argc, char** argv) {
    Options options;
    for (int i = 1; i < argc; ++i) {
        const std::string name = argv[i];
        if (name == "--version") options.version = true;
        if (name == "--help") options.help = true;
        if (i + 1 >= argc) break;
        const char* value = argv[i + 1];
        if (name == "--host") options.address.host = value;
        if (name == "--port") options.address.port = std::atoi(value);
        if (name == "-c" || name == "--ctx-size") options.context = std::atoi(value);
        if (name == "-np" || name == "--parallel") options.parallel = std::atoi(value);
        if (name == "-m" || name == "--model") options.model = value;
        if (name == "--api-key-file") options.key_file = value;
    }
    return options;
}

void flood(int bytes) {
    const std::string line(99, 'f');
    for (int left = bytes; left > 0; left -= 100)
        std::cerr << line << '\n';
}

void write_first_log(const fake::Scenario& scenario) {
    if (scenario.stdout_garbage)
        std::cout << std::string("\0\xff\xfe\n\x1b[2J{\"not\":json\n", 20) << std::flush;
    std::string text = scenario.log;
    std::replace(text.begin(), text.end(), '|', '\n');
    if (!text.empty()) std::cerr << text << '\n';
    if (!scenario.log_file.empty()) std::cerr << std::ifstream(scenario.log_file).rdbuf();
    flood(scenario.log_flood);
}

// Every thread but this one has SIGTERM blocked.
void end_on_signals(const fake::Scenario& scenario, const sigset_t& signals) {
    int terms = 0;
    for (;;) {
        int number = 0;
        if (sigwait(&signals, &number) != 0 || scenario.ignore_term) continue;
        if (++terms >= (scenario.term_twice ? 2 : 1)) std::_Exit(0);
        std::cerr << "Received interrupt, cleaning up\n";
    }
}

struct Client {
    explicit Client(int fd) : connection(fd) {}

    fake::Connection connection;
    std::atomic<bool> done = false;
    std::jthread thread;
};

[[noreturn]] void accept_for_ever(fake::Server& server, int listener) {
    std::list<Client> clients;
    for (;;) {
        const int fd = ::accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
        clients.remove_if([](const Client& client) { return client.done.load(); });
        if (fd < 0) continue;
        flood(server.scenario.log_flood);
        Client& client = clients.emplace_back(fd);
        client.thread = std::jthread([&server, &client] {
            fake::serve(server, client.connection);
            client.connection.hang_up();
            client.done = true;
        });
    }
}

std::string first_line(const std::string& path) {
    std::string line;
    std::ifstream file(path);
    std::getline(file, line);
    return line;
}

}  // namespace

int main(int argc, char** argv) {
    const char* text = std::getenv("FAKE_LLAMA_SCENARIO");
    fake::Server server;
    const Options options = read_options(argc, argv);
    if (options.help) {
        if (const char* file = std::getenv("FAKE_LLAMA_HELP")) {
            std::cout << std::ifstream(file).rdbuf();
            return 0;
        }
        std::cout << "-h,    --help, --usage                  print usage and exit\n"
                     "-c,    --ctx-size N                     size of the prompt context\n"
                     "-lv,   --verbosity, --log-verbosity N   Values:\n"
                     "                                         - 4: trace (more info)\n"
                     "--cors-origins ORIGINS                  comma-separated list\n"
                     "--ui,  --webui, --no-ui, --no-webui     whether to enable the Web UI\n"
                     "--slots, --no-slots                     expose slots monitoring endpoint\n"
                     "-cram, --cache-ram N                    set the maximum cache size\n";
        return 0;
    }
    if (options.version) {
        fake::Scenario named = fake::parse(text == nullptr ? "" : text);
        std::cerr << named.version << "\nbuilt with a compiler for a machine\n";
        return 0;
    }
    server.scenario = fake::parse(text == nullptr ? "" : text);
    const fake::Scenario& scenario = server.scenario;

    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    std::jthread ending([&] { end_on_signals(scenario, signals); });

    write_first_log(scenario);
    if (scenario.exit_at == "start") fake::leave(scenario);

    // As the real one without a unified cache: divided, then rounded up.
    constexpr int kStep = 256;
    server.slots = options.parallel;
    server.n_ctx = (options.context / options.parallel + kStep - 1) / kStep * kStep;
    server.model = options.model;
    server.faults_left = scenario.requests;
    if (!options.key_file.empty()) server.api_key = first_line(options.key_file);

    if (scenario.no_listen) ending.join();
    std::string name;
    const int listener = fake::listen_on(options.address, name);
    if (listener < 0) {
        std::cerr << "E srv  start: couldn't bind HTTP server socket, hostname: "
                  << options.address.host << ", port: " << options.address.port << '\n'
                  << "E srv  llama_server: exiting due to HTTP server error\n";
        std::_Exit(1);
    }
    std::jthread leaving;
    if (scenario.exit_at == "loading") {
        leaving = std::jthread([&] {
            std::this_thread::sleep_until(server.started +
                                          std::chrono::milliseconds(scenario.load_ms));
            fake::leave(scenario);
        });
    }
    std::cerr << "0.00.000.001 I srv  llama_server: listening on " << name << '\n';
    accept_for_ever(server, listener);
}
