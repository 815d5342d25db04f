// SPDX-License-Identifier: EUPL-1.2
//
// The library against a bare curl client on the same server, in one run: rates, times to the first
// token, CPU time. Rounds alternate, so that both meet the same machine; medians are told.
//
//   engine_bench [MODEL] [ROUNDS] [stream|batch|classify|vocabulary|many]
#include "bare_client.h"
#include "base/parallel_for.h"
#include "llamacpp/request/completion_request.h"
#include "llamacpp/server/restarting_server.h"
#include "llamacpp/server/start_server.h"
#include "llamacpp/stream/completion_stream.h"
#include "llamacpp/stream/prediction.h"
#include "support/temporary_folder.h"
#include "wide_model.h"

#include <inference/gguf.h>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <functional>
#include <malloc.h>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <time.h>
#include <vector>

namespace {

using namespace inference;
using bench::Clock;
using bench::Run;

double median(std::vector<double> values) {
    std::ranges::sort(values);
    return values.empty() ? 0.0 : values[values.size() / 2];
}

// Of this process: the server is a child and has its own.
double cpu_seconds() {
    timespec now{};
    ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

double timed(const std::function<void()>& work) {
    const auto begun = Clock::now();
    work();
    return std::chrono::duration<double>(Clock::now() - begun).count();
}

std::shared_ptr<llamacpp::RestartingServer> start(const std::string& path, int slots, int context) {
    auto gguf = inference::read_gguf(path);
    if (!gguf) {
        fmt::print(stderr, "{}\n", gguf.error().message);
        std::exit(1);
    }
    llamacpp::StartRequest request;
    const inference::LoadOptions defaults;
    request.host = inference::Environment::of_process();
    request.stall_timeout = defaults.stall_timeout;
    request.progress_timeout = defaults.progress_timeout;
    auto binary = llamacpp::find_server(request.host);
    if (!binary) {
        fmt::print(stderr, "{}\n", binary.error().message);
        std::exit(1);
    }
    request.binary = *binary;
    request.model = gguf->info;
    request.config.context_per_slot = context;
    request.config.slots = slots;
    request.config.other_arguments = {"--threads", "1"};
    auto server = llamacpp::start_server(request);
    if (!server) {
        const inference::Error& error = server.error().error;
        fmt::print(stderr, "{}\n{}\n", error.message, error.detail);
        std::exit(1);
    }
    return std::make_shared<llamacpp::RestartingServer>(request, defaults.restarts, *server,
                                                        llamacpp::RestartingServer::Hooks{});
}

GenerateOptions exactly(int tokens) {
    GenerateOptions options;
    options.max_tokens = tokens;
    options.ignore_end_of_sequence = true;
    return options;
}

Run through_library(const std::shared_ptr<llamacpp::RestartingServer>& server, const Prompt& prompt,
                    const GenerateOptions& options) {
    Run run;
    const auto begun = Clock::now();
    TokenStream stream = llamacpp::start_completion(server, prompt, options, {});
    while (stream.next()) {
        if (run.tokens++ == 0) {
            run.first_token_ms =
                std::chrono::duration<double, std::milli>(Clock::now() - begun).count();
        }
    }
    run.seconds = std::chrono::duration<double>(Clock::now() - begun).count();
    if (stream.error()) fmt::print(stderr, "{}\n", stream.error()->message);
    return run;
}

void one_stream(const std::string& model, int rounds) {
    auto server = start(model, 1, 1024);
    bench::BareClient bare(server->newest()->folder() + "/s.sock");
    const Prompt prompt("Once upon a time");
    const GenerateOptions options = exactly(800);
    const std::string body = *llamacpp::completion_body(prompt, options, 0);
    std::vector<double> ratios, later, library_rate, cpu_us, bare_cpu_us, cpu_ratios;
    for (int round = 0; round < rounds + 2; ++round) {
        double cpu = cpu_seconds();
        const Run plain = bare.complete(body);
        const double bare_spent = cpu_seconds() - cpu;
        cpu = cpu_seconds();
        const Run ours = through_library(server, prompt, options);
        const double spent = cpu_seconds() - cpu;
        if (round < 2) continue;  // warm up
        const double bare_rate = static_cast<double>(plain.tokens) / plain.seconds;
        const double rate = static_cast<double>(ours.tokens) / ours.seconds;
        ratios.push_back(rate / bare_rate);
        library_rate.push_back(rate);
        later.push_back(ours.first_token_ms - plain.first_token_ms);
        cpu_us.push_back(spent * 1e6 / static_cast<double>(ours.tokens));
        bare_cpu_us.push_back(bare_spent * 1e6 / static_cast<double>(plain.tokens));
        cpu_ratios.push_back(cpu_us.back() / bare_cpu_us.back());
    }
    fmt::print("one stream of 800 tokens ({:.0f} tokens/s)\n", median(library_rate));
    fmt::print("  rate over the bare client's        {:.3f}\n", median(ratios));
    fmt::print("  first token later by               {:.3f} ms\n", median(later));
    fmt::print("  our CPU time a token               {:.1f} us\n", median(cpu_us));
    fmt::print("  the bare client's                  {:.1f} us (ratio {:.2f})\n",
               median(bare_cpu_us), median(cpu_ratios));
}

void batch(const std::string& model, int rounds) {
    constexpr int kPrompts = 64;
    constexpr int kSlots = 8;
    auto server = start(model, kSlots, 256);
    const GenerateOptions options = exactly(64);
    std::vector<std::string> bodies;
    std::vector<Prompt> prompts;
    for (int i = 0; i < kPrompts; ++i) {
        prompts.emplace_back("Tell me about the number " + std::to_string(i) + ".");
        bodies.push_back(*llamacpp::completion_body(prompts.back(), options, 0));
    }
    std::vector<double> ratios, rates;
    for (int round = 0; round < rounds + 1; ++round) {
        const double plain = timed([&] {
            std::vector<std::unique_ptr<bench::BareClient>> clients;
            for (int i = 0; i < kSlots; ++i) {
                clients.push_back(
                    std::make_unique<bench::BareClient>(server->newest()->folder() + "/s.sock"));
            }
            std::atomic<std::size_t> taken = 0;
            base::parallel_for(kSlots, kSlots, [&](std::size_t client) {
                for (std::size_t i = taken++; i < bodies.size(); i = taken++) {
                    clients[client]->complete(bodies[i]);
                }
            });
        });
        const double ours = timed([&] {
            base::parallel_for(prompts.size(), kSlots, [&](std::size_t i) {
                through_library(server, prompts[i], options);
            });
        });
        if (round == 0) continue;
        ratios.push_back(plain / ours);
        rates.push_back(kPrompts * 64 / ours);
    }
    fmt::print("64 prompts of 64 tokens over 8 slots ({:.0f} tokens/s in all)\n", median(rates));
    fmt::print("  rate over the bare client's        {:.3f}\n", median(ratios));
}

void classify(const std::string& model, int rounds) {
    constexpr int kPrompts = 500;
    constexpr int kSlots = 4;
    auto server = start(model, kSlots, 256);
    GenerateOptions options;
    options.max_tokens = 1;
    std::vector<std::string> bodies;
    std::vector<Prompt> prompts;
    for (int i = 0; i < kPrompts; ++i) {
        prompts.emplace_back(std::to_string(i / 25) + " + " + std::to_string(i % 25) + " =");
        bodies.push_back(*llamacpp::completion_body(prompts.back(), options, 0));
    }
    std::vector<double> ratios, rates;
    const auto by_bare_clients = [&] {
        std::atomic<std::size_t> taken = 0;
        base::parallel_for(kSlots, kSlots, [&](std::size_t) {
            bench::BareClient client(server->newest()->folder() + "/s.sock");
            for (std::size_t i = taken++; i < bodies.size(); i = taken++)
                client.complete(bodies[i]);
        });
    };
    const auto by_library = [&] {
        base::parallel_for(prompts.size(), kSlots, [&](std::size_t i) {
            (void)llamacpp::predict_next(server->newest(), prompts[i], {}, 0);
        });
    };
    for (int round = 0; round < rounds + 1; ++round) {
        // Who comes first changes, so that a machine that gets slower favours nobody.
        double plain = 0;
        if (round % 2 == 0) plain = timed(by_bare_clients);
        const double ours = timed(by_library);
        if (round % 2 == 1) plain = timed(by_bare_clients);
        if (round == 0) continue;
        ratios.push_back(plain / ours);
        rates.push_back(kPrompts / ours);
    }
    fmt::print("500 prompts classified over 4 slots ({:.0f} prompts/s)\n", median(rates));
    fmt::print("  rate over the bare client's        {:.3f}\n", median(ratios));
}

void vocabulary(const std::string& model, int rounds) {
    auto server = start(model, 1, 256);
    auto gguf = inference::read_gguf(model);
    const std::int64_t size = gguf->info.vocab_size;
    GenerateOptions options;
    options.max_tokens = 1;
    const Prompt prompt("The capital of France is");
    std::string bytes;
    bench::BareClient(server->newest()->folder() + "/s.sock")
        .complete(*llamacpp::completion_body(prompt, options, size), &bytes);
    const std::size_t from = bytes.find("data: ") + 6;
    const std::string line = bytes.substr(from, bytes.find('\n', from) - from);
    std::vector<double> ours, theirs;
    for (int round = 0; round < rounds + 1; ++round) {
        double cpu = cpu_seconds();
        const bool parsed = !nlohmann::json::parse(line, nullptr, false).is_discarded();
        const double by_nlohmann = cpu_seconds() - cpu;
        ::malloc_trim(0);  // the heap that it leaves is not the library's to tidy up
        cpu = cpu_seconds();
        auto prediction = llamacpp::predict_next(server->newest(), prompt, options, size);
        const double by_us = cpu_seconds() - cpu;
        if (round == 0 || !prediction || !parsed) continue;
        theirs.push_back(by_nlohmann * 1e3);
        ours.push_back(by_us * 1e3);
    }
    fmt::print("the whole vocabulary of {} values, {:.1f} kB of JSON\n", size,
               static_cast<double>(line.size()) / 1e3);
    fmt::print("  our CPU time for the whole call    {:.3f} ms\n", median(ours));
    fmt::print("  nlohmann's to parse the same bytes {:.3f} ms (ratio {:.3f})\n", median(theirs),
               median(ours) / median(theirs));
}

void many_streams(const std::string& model) {
    constexpr int kStreams = 256;
    auto server = start(model, 64, 256);
    const GenerateOptions options = exactly(32);
    std::vector<TokenStream> streams;
    std::int64_t tokens = 0;
    int failed = 0;
    const double cpu = cpu_seconds();
    const double seconds = timed([&] {
        for (int i = 0; i < kStreams; ++i) {
            streams.push_back(llamacpp::start_completion(
                server, "Tell me about the number " + std::to_string(i) + ".", options, {}));
        }
        for (TokenStream& stream : streams) {
            while (stream.next())
                ++tokens;
            failed += stream.error().has_value();
        }
    });
    fmt::print(
        "256 streams at once, read by one thread: {} tokens in {:.2f} s, {} failed, our CPU "
        "time a token {:.1f} us\n",
        tokens, seconds, failed, (cpu_seconds() - cpu) * 1e6 / static_cast<double>(tokens));
}

}  // namespace

int main(int argc, char** argv) {
    const std::string model = argc > 1 ? argv[1] : ROCINFER_SOURCE_DIR "/models/rocinfer-tiny.gguf";
    const int rounds = argc > 2 ? std::max(1, std::atoi(argv[2])) : 15;
    const std::string only = argc > 3 ? argv[3] : "";
    const auto wanted = [&](std::string_view name) { return only.empty() || only == name; };
    if (wanted("stream")) one_stream(model, rounds);
    if (wanted("batch")) batch(model, std::max(1, rounds / 3));
    if (wanted("classify")) classify(model, rounds);
    if (wanted("vocabulary")) {
        vocabulary(model, rounds);
        const test_support::TemporaryFolder folder;
        bench::write_wide_model(folder.file("wide.gguf"), 32'000);
        vocabulary(folder.file("wide.gguf"), rounds);
    }
    if (wanted("many")) many_streams(model);
    return 0;
}
