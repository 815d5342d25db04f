// SPDX-License-Identifier: EUPL-1.2
// soak SECONDS: sixteen threads use one model in every way there is, while its server is killed or
// stopped at random, streams are cancelled and dropped, and other models are loaded and closed with
// streams open. Ends with 1 where an error has no explanation, a text is wrong, or descriptors,
// threads or memory grow.
#include "support/footprint.h"
#include "support/processes.h"
#include "support/real_engine.h"
#include "support/scoped_variable.h"
#include "support/temporary_folder.h"

#include <fmt/format.h>

#include <array>
#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <mutex>
#include <random>
#include <string>
#include <thread>
#include <vector>

namespace {

using namespace inference;
using namespace test_support;
using std::chrono::milliseconds;
using std::chrono::seconds;
using Clock = std::chrono::steady_clock;

constexpr int kThreads = 16;
constexpr int kTokens = 60;
constexpr std::array kPrompts = {"The capital of France is", "Once upon a time",
                                 "What is 7 plus 5?", "Tell me about the sea."};

/// What happened, and what must not have.
class Ledger {
public:
    void note(const std::string& what) {
        const std::scoped_lock lock(mutex_);
        ++counts_[what];
    }
    void wrong(const std::string& what) {
        const std::scoped_lock lock(mutex_);
        if (wrongs_++ < 20) fmt::print("WRONG: {}\n", what);
    }
    int print() {
        const std::scoped_lock lock(mutex_);
        for (const auto& [what, count] : counts_)
            fmt::print("{:>9}  {}\n", count, what);
        fmt::print("{:>9}  wrong\n", wrongs_);
        return wrongs_;
    }

private:
    std::mutex mutex_;
    std::map<std::string, std::int64_t> counts_;
    int wrongs_ = 0;
};

void print(const char* when, const Footprint& now) {
    fmt::print("{:<22} {:>4} descriptors {:>3} threads {:>7} KiB\n", when, now.descriptors,
               now.threads, now.resident_kb);
    std::fflush(stdout);
}

/// One thread's random use of the model.
class User {
public:
    User(TextModel& model, Ledger& ledger, const std::atomic<bool>& over, unsigned seed)
        : model_(model), ledger_(ledger), over_(over), random_(seed) {}

    void run() {
        while (!over_) {
            switch (random_() % 8) {
                case 0:
                    stream_cancelled();
                    break;
                case 1:
                    stream_dropped();
                    break;
                case 2:
                    stream_with_deadline();
                    break;
                case 3:
                    classify();
                    break;
                case 4:
                    tokenise();
                    break;
                case 5:
                    batch();
                    break;
                default:
                    stream_to_its_end();
                    break;
            }
        }
    }

private:
    GenerateOptions exactly() const {
        GenerateOptions options;
        options.max_tokens = kTokens;
        options.ignore_end_of_sequence = true;
        return options;
    }

    TokenStream start(const GenerateOptions& options) {
        return model_.generate(kPrompts[random_() % kPrompts.size()], options);
    }

    // A request that was there at three deaths in a row, or two where it is no stream, is given up.
    void explain(const std::string& what, const Error& error) {
        const bool killed = error.message.find("signal 9") != std::string::npos;
        const bool hung = error.message.find("hung and was killed") != std::string::npos;
        if (killed || hung) return ledger_.note(what + ": gave up after repeated deaths");
        ledger_.wrong(what + ": " + std::string(to_string(error.code)) + ": " + error.message);
    }

    void stream_to_its_end() {
        TokenStream stream = start(exactly());
        int tokens = 0;
        while (stream.next())
            ++tokens;
        if (auto error = stream.error()) return explain("stream", *error);
        ledger_.note(stream.metrics().resumptions > 0 ? "stream resumed" : "stream");
        if (tokens != kTokens || stream.metrics().generated_tokens != kTokens) {
            ledger_.wrong(fmt::format("a stream of {} tokens", tokens));
        }
    }

    void stream_cancelled() {
        TokenStream stream = start(exactly());
        const auto last = random_() % kTokens;
        for (unsigned i = 0; i < last && stream.next(); ++i) {
        }
        stream.cancel();
        while (stream.next()) {
        }
        const auto error = stream.error();
        if (error && error->code != ErrorCode::cancelled) return explain("cancelled", *error);
        ledger_.note("stream cancelled");
    }

    void stream_dropped() {
        TokenStream stream = start(exactly());
        const auto last = random_() % kTokens;
        for (unsigned i = 0; i < last && stream.next(); ++i) {
        }
        ledger_.note("stream dropped");
    }

    void stream_with_deadline() {
        GenerateOptions options = exactly();
        options.deadline = Clock::now() + milliseconds(random_() % 200);
        TokenStream stream = start(options);
        while (stream.next()) {
        }
        const auto error = stream.error();
        if (error && error->code != ErrorCode::deadline_exceeded)
            return explain("deadline", *error);
        ledger_.note(error ? "deadline passed" : "deadline kept");
    }

    void classify() {
        const std::vector<Prompt> prompts(kPrompts.begin(), kPrompts.end());
        const auto results = model_.classify(prompts);
        if (!results) return explain("classify", results.error());
        for (const auto& result : *results) {
            if (result.error) explain("classify", *result.error);
        }
        ledger_.note("classify");
    }

    void batch() {
        const std::vector<Prompt> prompts(kPrompts.begin(), kPrompts.end());
        const auto results = model_.batch_generate(prompts, exactly());
        if (!results) return explain("batch", results.error());
        for (const auto& result : *results) {
            if (result.error) {
                explain("batch", *result.error);
            } else if (result.tokens.size() != kTokens) {
                ledger_.wrong(fmt::format("a batch of {} tokens", result.tokens.size()));
            }
        }
        ledger_.note("batch");
    }

    void tokenise() {
        auto* tokeniser = dynamic_cast<Tokeniser*>(&model_);
        const auto ids = tokeniser->tokenize("Once upon a time", false, false);
        if (!ids) return explain("tokenise", ids.error());
        const auto text = tokeniser->detokenize(*ids);
        if (!text) return explain("detokenise", text.error());
        if (*text != "Once upon a time") ledger_.wrong("tokenised as '" + *text + "'");
        ledger_.note("tokenise");
    }

    TextModel& model_;
    Ledger& ledger_;
    const std::atomic<bool>& over_;
    std::mt19937 random_;
};

LoadOptions options_for(int slots) {
    LoadOptions options = support::on_the_cpu(slots, 256);
    options.restarts = {1'000'000, seconds(1), milliseconds(0)};
    options.progress_timeout = seconds(10);
    return options;
}

/// Kills or stops a random server every so often.
void vandalise(Ledger& ledger, const std::atomic<bool>& over) {
    std::mt19937 random(1);
    while (!over) {
        std::this_thread::sleep_for(milliseconds(300 + random() % 1500));
        const auto servers = children_of(::getpid());
        if (servers.empty()) continue;
        const pid_t victim = servers[random() % servers.size()];
        const int signal_number = random() % 20 == 0 ? SIGSTOP : SIGKILL;
        if (::kill(victim, signal_number) == 0) {
            ledger.note(signal_number == SIGKILL ? "server killed" : "server stopped");
        }
    }
}

/// Loads models and closes or destroys them with streams open.
void come_and_go(Ledger& ledger, const std::atomic<bool>& over) {
    std::mt19937 random(2);
    while (!over) {
        auto model = load_model(support::bundled_model(), options_for(1));
        if (!model) {
            // The vandal kills during a load too.
            ledger.note("load failed: " + std::string(to_string(model.error().code)));
            continue;
        }
        std::vector<TokenStream> streams;
        for (int i = 0; i < 3; ++i)
            streams.push_back((*model)->generate("Once upon a time"));
        if (random() % 2 == 0) streams.front().next();
        if (random() % 2 == 0) {
            if (!(*model)->close()) ledger.wrong("close failed");
        } else {
            model->reset();
        }
        for (TokenStream& stream : streams) {
            while (stream.next()) {
            }
            const auto error = stream.error();
            if (error && error->code != ErrorCode::closed &&
                error->code != ErrorCode::engine_died) {
                ledger.wrong("after close: " + error->message);
            }
        }
        ledger.note("model loaded and closed");
    }
}

}  // namespace

int main(int argc, char** argv) {
    const int duration = argc > 1 ? std::atoi(argv[1]) : 1800;
    if (!rocm::find_engine()) return 77;
    const TemporaryFolder runtime;
    const ScopedVariable variable("XDG_RUNTIME_DIR", runtime.path().c_str());
    Ledger ledger;
    std::atomic<bool> over = false;
    Footprint early;
    Footprint late;
    {
        auto model = load_model(support::bundled_model(), options_for(4));
        if (!model) {
            fmt::print("{}\n", model.error().message);
            return 1;
        }
        std::vector<std::jthread> threads;
        threads.emplace_back([&] { vandalise(ledger, over); });
        threads.emplace_back([&] { come_and_go(ledger, over); });
        for (unsigned i = 0; i < kThreads; ++i)
            threads.emplace_back([&, i] { User(**model, ledger, over, 100 + i).run(); });
        const auto begun = Clock::now();
        constexpr int kLooks = 20;
        for (int look = 1; look <= kLooks; ++look) {
            std::this_thread::sleep_until(begun + milliseconds(duration * 1000 / kLooks * look));
            const Footprint now = footprint_of(::getpid());
            print(fmt::format("after {} s", duration * look / kLooks).c_str(), now);
            if (look <= kLooks / 5) {
                early.descriptors = std::max(early.descriptors, now.descriptors);
                early.threads = std::max(early.threads, now.threads);
                early.resident_kb = std::max(early.resident_kb, now.resident_kb);
            }
            late = now;
        }
        over = true;
    }
    const int wrongs = ledger.print();
    print("all models closed", footprint_of(::getpid()));
    const bool left =
        !children_of(::getpid()).empty() || entries_in(runtime.path() / "rocinfer") > 0;
    if (left) fmt::print("WRONG: a child or a folder is left\n");
    // What is in flight differs from look to look: a leak in half an hour of this would be
    // thousands.
    // A sanitizer's own books grow with every thread and every block.
#if defined(__SANITIZE_THREAD__) || defined(__SANITIZE_ADDRESS__)
    early.resident_kb = late.resident_kb;
#endif
    const bool grew = late.descriptors > early.descriptors + 40 ||
                      late.threads > early.threads + 20 ||
                      late.resident_kb > early.resident_kb * 3 / 2;
    if (grew) fmt::print("WRONG: descriptors, threads or memory grew\n");
    return wrongs > 0 || left || grew ? 1 : 0;
}
