// SPDX-License-Identifier: EUPL-1.2
//
// Very many short requests from many threads on one model: whether any fails, and what grows.
//
//   request_soak [REQUESTS] [THREADS] [MODEL]
#include "support/footprint.h"
#include "support/processes.h"

#include <inference/inference.h>

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <malloc.h>
#include <mutex>
#include <string>
#include <thread>
#include <unistd.h>
#include <vector>

namespace {

using namespace inference;
using test_support::Footprint;

void tell(const char* when, std::size_t done, pid_t server) {
    const Footprint host = test_support::footprint_of(::getpid());
    const Footprint child = test_support::footprint_of(server);
    const auto heap = ::mallinfo2();
    fmt::print("{:<6} {:>8} {:>11} {:>7} {:>8} {:>8} {:>20} {:>7} {:>8}\n", when, done,
               host.descriptors, host.threads, host.resident_kb,
               (heap.uordblks + heap.hblkhd) / 1024, child.descriptors, child.threads,
               child.resident_kb);
    std::fflush(stdout);
}

class Soak {
public:
    Soak(TextModel& model, std::size_t requests) : model_(model), requests_(requests) {}

    /// Works up to `until` requests on `threads` threads.
    void run(std::size_t until, std::size_t threads) {
        std::vector<std::jthread> crew;
        until_ = std::min(until, requests_);
        for (std::size_t i = 0; i < threads; ++i)
            crew.emplace_back([this] { work(); });
    }
    std::size_t failed() const { return failed_; }
    std::size_t tokens() const { return tokens_; }

private:
    void work() {
        for (std::size_t i = next_.fetch_add(1); i < until_; i = next_.fetch_add(1))
            ask(i);
        next_.fetch_sub(1);
    }

    void ask(std::size_t i) {
        GenerateOptions options;
        options.max_tokens = static_cast<std::int32_t>(i % 4) + 1;
        options.ignore_end_of_sequence = true;
        TokenStream stream = model_.generate(
            std::to_string(i % 100) + " + " + std::to_string(i % 7) + " =", options);
        std::int32_t got = 0;
        while (stream.next())
            ++got;
        tokens_ += static_cast<std::size_t>(got);
        if (!stream.error() && got == options.max_tokens) return;
        if (failed_.fetch_add(1) >= 10) return;
        const std::scoped_lock lock(telling_);
        fmt::print("request {}: {} tokens, {}\n", i, got,
                   stream.error() ? stream.error()->message : "no error");
    }

    TextModel& model_;
    const std::size_t requests_;
    std::size_t until_ = 0;
    std::atomic<std::size_t> next_ = 0;
    std::atomic<std::size_t> failed_ = 0;
    std::atomic<std::size_t> tokens_ = 0;
    std::mutex telling_;
};

}  // namespace

int main(int argc, char** argv) {
    const auto number = [&](int at, long otherwise) {
        const long given = argc > at ? std::atol(argv[at]) : otherwise;
        return static_cast<std::size_t>(std::max(1L, given));
    };
    const std::size_t requests = number(1, 100'000);
    const std::size_t threads = number(2, 64);
    const std::string path = argc > 3 ? argv[3] : ROCINFER_SOURCE_DIR "/models/rocinfer-tiny.gguf";
    LoadOptions options;
    options.backend = "llama_cpp";
    options.context_length = 256;
    options.parallel_slots = 8;
    options.extra_arguments = {"--threads", "1"};
    auto model = load_model(path, options);
    if (!model) {
        fmt::print(stderr, "{}\n{}\n", model.error().message, model.error().detail);
        return 1;
    }
    const auto children = test_support::children_of(::getpid());
    const pid_t server = children.empty() ? -1 : children.front();
    fmt::print("{:<6} {:>8} {:>11} {:>7} {:>8} {:>8} {:>20} {:>7} {:>8}\n", "", "requests",
               "descriptors", "threads", "RSS kB", "heap kB", "server's descriptors", "threads",
               "RSS kB");
    Soak soak(**model, requests);
    const auto begun = std::chrono::steady_clock::now();
    tell("start", 0, server);
    soak.run(requests / 100, threads);
    tell("1 %", requests / 100, server);
    soak.run(requests / 10, threads);
    tell("10 %", requests / 10, server);
    soak.run(requests / 2, threads);
    tell("50 %", requests / 2, server);
    soak.run(requests, threads);
    tell("end", requests, server);
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begun;
    fmt::print("{} requests, {} tokens from {} threads in {:.0f} s, {} failed\n", requests,
               soak.tokens(), threads, took.count(), soak.failed());
    return soak.failed() == 0 ? 0 : 1;
}
