// SPDX-License-Identifier: EUPL-1.2
// A real llama-server from its start to its end, on the CPU with the bundled model.
#include "http/client.h"
#include "llamacpp/server/listening_port.h"
#include "process/child.h"
#include "support/own_runtime.h"
#include "support/paths.h"
#include "support/processes.h"
#include "support/real_engine.h"
#include "support/scoped_variable.h"
#include "support/subprocess.h"
#include "support/temporary_folder.h"

#include <inference/inference.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <random>
#include <sys/stat.h>
#include <sys/wait.h>
#include <thread>

namespace {

namespace fs = std::filesystem;
using namespace inference;
using namespace test_support;
using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::Contains;
using testing::HasSubstr;
using testing::Not;
using Clock = std::chrono::steady_clock;

double ms_since(Clock::time_point begun) {
    return std::chrono::duration<double, std::milli>(Clock::now() - begun).count();
}

// Each test has its own XDG_RUNTIME_DIR, so that what is left can be counted.
class life : public OwnRuntime {
protected:
    void SetUp() override { REQUIRE_ENGINE(); }

    void TearDown() override { expect_nothing_left(); }

    static std::unique_ptr<TextModel> load(LoadOptions options = support::on_the_cpu(),
                                           const std::string& path = support::bundled_model()) {
        auto model = load_model(path, std::move(options));
        EXPECT_TRUE(model) << model.error().message << "\n" << model.error().detail;
        return model ? *std::move(model) : nullptr;
    }

    static Error load_error(LoadOptions options,
                            const std::string& path = support::bundled_model()) {
        auto model = load_model(path, std::move(options));
        EXPECT_FALSE(model);
        return model ? Error{} : model.error();
    }

    static GenerateOptions endless() {
        GenerateOptions options;
        options.max_tokens = 100'000;
        options.ignore_end_of_sequence = true;
        return options;
    }
};

TEST_F(life, the_child_has_exactly_one_hip_visible_devices_whatever_the_host_has) {
    for (const char* hosts : {static_cast<const char*>(nullptr), "1", "2,3"}) {
        const ScopedVariable host("HIP_VISIBLE_DEVICES", hosts);
        const ScopedVariable other("CUDA_VISIBLE_DEVICES", hosts);
        const auto model = load();
        ASSERT_TRUE(model);
        const auto environment = texts_of(server(), "environ");
        EXPECT_EQ(std::ranges::count_if(environment,
                                        [](const std::string& entry) {
                                            return entry.starts_with("HIP_VISIBLE_DEVICES=");
                                        }),
                  1);
        EXPECT_THAT(environment, Contains("HIP_VISIBLE_DEVICES=0"));
        EXPECT_THAT(environment, Not(Contains(testing::StartsWith("CUDA_VISIBLE_DEVICES="))));
    }
}

TEST_F(life, a_host_that_has_the_mask_twice_still_gives_it_once) {
    static char first[] = "HIP_VISIBLE_DEVICES=1";
    static char second[] = "HIP_VISIBLE_DEVICES=2";
    std::vector<char*> twice;
    for (char** entry = environ; *entry != nullptr; ++entry)
        twice.push_back(*entry);
    twice.insert(twice.end(), {first, second, nullptr});
    char** before = std::exchange(environ, twice.data());
    const auto model = load();
    environ = before;
    ASSERT_TRUE(model);
    const auto environment = texts_of(server(), "environ");
    EXPECT_EQ(
        std::ranges::count_if(
            environment, [](const std::string& entry) { return entry.starts_with("HIP_VISIBLE"); }),
        1);
    EXPECT_THAT(environment, Contains("HIP_VISIBLE_DEVICES=0"));
}

TEST_F(life, nothing_is_left_after_close) {
    std::vector<double> times;
    for (int i = 0; i < 5; ++i) {
        const auto model = load();
        ASSERT_TRUE(model);
        EXPECT_EQ(entries_in(runtime_.path() / "rocinfer"), 1U);
        const auto begun = Clock::now();
        ASSERT_TRUE(model->close());
        times.push_back(ms_since(begun));
        expect_nothing_left();
        EXPECT_TRUE(model->close()) << "twice";
        auto stream = model->generate("x");
        EXPECT_FALSE(stream.next());
        EXPECT_EQ(stream.error()->code, ErrorCode::closed);
    }
    std::ranges::sort(times);
    std::printf("idle close: median %.1f ms, worst %.1f ms (goal 50 ms)\n", times[2], times[4]);
    EXPECT_LT(times[4], 2000);
}

TEST_F(life, close_ends_open_streams_with_closed) {
    LoadOptions options = support::on_the_cpu();
    options.parallel_slots = 2;
    const auto model = load(options);
    ASSERT_TRUE(model);
    auto one = model->generate("The capital of France is", endless());
    auto two = model->generate("The capital of Spain is", endless());
    ASSERT_TRUE(one.next());
    ASSERT_TRUE(two.next());
    std::jthread reader([&] {
        while (two.next()) {
        }
    });
    const auto begun = Clock::now();
    ASSERT_TRUE(model->close());
    std::printf("close with two streams open: %.1f ms (goal 1,000 ms)\n", ms_since(begun));
    EXPECT_LT(ms_since(begun), 2000);
    expect_nothing_left();
    reader.join();
    EXPECT_FALSE(one.next());
    EXPECT_EQ(one.error()->code, ErrorCode::closed);
    // The reader may have come to the context's end before.
    if (two.error()) {
        EXPECT_EQ(two.error()->code, ErrorCode::closed);
    }
}

TEST_F(life, a_stream_may_outlive_its_model) {
    TokenStream stream;
    {
        const auto model = load();
        ASSERT_TRUE(model);
        stream = model->generate("The capital of France is", endless());
        ASSERT_TRUE(stream.next());
    }
    expect_nothing_left();
    EXPECT_FALSE(stream.next());
    EXPECT_EQ(stream.error()->code, ErrorCode::closed);
}

TEST_F(life, a_cancelled_stream_tells_nothing_that_came_before) {
    const auto model = load();
    ASSERT_TRUE(model);
    auto stream = model->generate("The capital of France is", endless());
    ASSERT_TRUE(stream.next());
    std::this_thread::sleep_for(milliseconds(50));  // more tokens wait to be read
    stream.cancel();
    EXPECT_FALSE(stream.next());
    EXPECT_EQ(stream.error()->code, ErrorCode::cancelled);
}

TEST_F(life, odd_paths_are_loaded) {
    const TemporaryFolder folder;
    for (const char* name : {"-m.gguf", "--host=0.0.0.0.gguf", "a b.gguf", "new\nline.gguf",
                             "not \xff utf8.gguf", "quote\"'$(x).gguf"}) {
        fs::copy_file(support::bundled_model(), folder.path() / name);
        const fs::path before = fs::current_path();
        fs::current_path(folder.path());
        const auto model = load(support::on_the_cpu(), name);
        fs::current_path(before);
        ASSERT_TRUE(model) << name;
        GenerateOptions options;
        options.max_tokens = 2;
        EXPECT_TRUE(model->generate("The", options).text()) << name;
    }
}

TEST_F(life, failed_loads_say_why_and_leave_nothing) {
    const TemporaryFolder folder;
    fs::copy_file(support::bundled_model(), folder.path() / "cut.gguf");
    fs::resize_file(folder.path() / "cut.gguf", 2'000'000);
    const Error cut = load_error(support::on_the_cpu(), folder.file("cut.gguf"));
    EXPECT_EQ(cut.code, ErrorCode::bad_model) << cut.message;
    EXPECT_THAT(cut.message, HasSubstr("cut.gguf"));
    std::ofstream(folder.file("text.gguf")) << "no model at all, but some text";
    EXPECT_EQ(load_error(support::on_the_cpu(), folder.file("text.gguf")).code,
              ErrorCode::bad_model);
    EXPECT_EQ(load_error(support::on_the_cpu(), folder.file("nowhere.gguf")).code,
              ErrorCode::not_found);

    LoadOptions unknown = support::on_the_cpu();
    unknown.extra_arguments.emplace_back("--no-such-flag");
    const Error flag = load_error(unknown);
    EXPECT_EQ(flag.code, ErrorCode::unsupported) << flag.message;
    EXPECT_THAT(flag.detail, HasSubstr("--no-such-flag"));
    expect_nothing_left();
}

TEST_F(life, a_cancelled_load_leaves_nothing) {
    std::stop_source source;
    source.request_stop();
    LoadOptions options = support::on_the_cpu();
    options.cancel = source.get_token();
    EXPECT_EQ(load_error(options).code, ErrorCode::cancelled);
    expect_nothing_left();

    std::stop_source during;
    options.cancel = during.get_token();
    options.on_log = [&](std::string_view) { during.request_stop(); };
    EXPECT_EQ(load_error(options).code, ErrorCode::cancelled);
}

TEST_F(life, each_slot_has_the_context_that_was_asked_for) {
    LoadOptions options = support::on_the_cpu();
    options.context_length = 300;
    options.parallel_slots = 3;
    const auto model = load(options);
    ASSERT_TRUE(model);
    EXPECT_EQ(model->info().parallel_slots, 3);
    EXPECT_GE(model->info().context_length, 300);
    EXPECT_LE(model->info().context_length, 512) << "rounded up by the server";
    const auto plain = load(support::on_the_cpu(1, 0));
    EXPECT_EQ(plain->info().context_length, 1024) << "0 means the model's own";
    EXPECT_EQ(plain->info().parallel_slots, 1);
}

TEST_F(life, more_context_than_the_model_has_is_refused_before_the_launch) {
    LoadOptions options = support::on_the_cpu();
    options.context_length = 2048;
    bool started = false;
    options.on_log = [&](std::string_view) { started = true; };
    const Error error = load_error(options);
    EXPECT_EQ(error.code, ErrorCode::invalid_argument);
    EXPECT_THAT(error.message, HasSubstr("1024"));
    EXPECT_FALSE(started);
}

TEST_F(life, tcp_needs_the_key_which_is_nowhere_to_be_seen) {
    LoadOptions options = support::on_the_cpu();
    options.transport = Transport::tcp;
    const auto model = load(options);
    ASSERT_TRUE(model);
    const fs::path key_file = server_folder() / "key";
    struct stat status{};
    ASSERT_EQ(::stat(key_file.c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777, 0600U);
    std::string key;
    std::ifstream(key_file) >> key;
    ASSERT_EQ(key.size(), 64U);
    const pid_t child = server();
    for (const char* file : {"cmdline", "environ"})
        EXPECT_THAT(texts_of(child, file), Not(Contains(HasSubstr(key)))) << file;

    const auto port = llamacpp::listening_port(child);
    ASSERT_TRUE(port);
    const std::string url = "http://127.0.0.1:" + std::to_string(*port);
    const auto ask = [&](const std::string& with) {
        return http::Client({{}, url, with})
            .fetch({"POST", "/completion", R"({"prompt":"x","n_predict":1})"},
                   Clock::now() + seconds(60));
    };
    EXPECT_EQ(ask("")->status, 401);
    EXPECT_EQ(ask(std::string(64, '0'))->status, 401);
    EXPECT_EQ(ask(key)->status, 200);
    GenerateOptions few;
    few.max_tokens = 2;
    EXPECT_TRUE(model->generate("The", few).text());
    ASSERT_TRUE(model->close());
    EXPECT_FALSE(fs::exists(key_file));
}

TEST_F(life, the_log_goes_to_the_sink_until_close) {
    std::mutex mutex;
    std::vector<std::string> lines;
    LoadOptions options = support::on_the_cpu();
    options.on_log = [&](std::string_view line) {
        const std::scoped_lock lock(mutex);
        lines.emplace_back(line);
    };
    const auto model = load(options);
    ASSERT_TRUE(model);
    ASSERT_TRUE(model->close());
    const std::scoped_lock lock(mutex);
    EXPECT_THAT(lines, Contains(HasSubstr("rocinfer tiny")));
    EXPECT_GT(lines.size(), 20U);
}

TEST_F(life, progress_only_grows_and_reaches_the_end) {
    std::vector<std::uint64_t> bytes;
    std::uint64_t total = 0;
    const auto thread = std::this_thread::get_id();
    LoadOptions options = support::on_the_cpu();
    options.on_progress = [&](const LoadProgress& progress) {
        EXPECT_EQ(std::this_thread::get_id(), thread);
        EXPECT_FALSE(progress.stage.empty());
        bytes.push_back(progress.bytes_read);
        total = progress.bytes_total;
    };
    ASSERT_TRUE(load(options));
    EXPECT_EQ(total, fs::file_size(support::bundled_model()));
    ASSERT_GE(bytes.size(), 2U);
    EXPECT_EQ(bytes.front(), 0U);
    EXPECT_EQ(bytes.back(), total);
    EXPECT_TRUE(std::ranges::is_sorted(bytes));
}

TEST_F(life, readiness_is_noticed_soon) {
    std::vector<double> times;
    for (int i = 0; i < 9; ++i) {
        std::mutex mutex;
        std::optional<Clock::time_point> listening;
        LoadOptions options = support::on_the_cpu();
        options.on_log = [&](std::string_view line) {
            if (line.find("listening on") == line.npos) return;
            const std::scoped_lock lock(mutex);
            listening = Clock::now();
        };
        const auto model = load(options);
        const auto returned = Clock::now();
        ASSERT_TRUE(model);
        ASSERT_TRUE(model->close());
        const std::scoped_lock lock(mutex);
        ASSERT_TRUE(listening);
        times.push_back(std::chrono::duration<double, std::milli>(returned - *listening).count());
    }
    std::ranges::sort(times);
    std::printf(
        "from the listening line to load_model's return: median %.1f ms, worst %.1f ms"
        " (goal 10 ms)\n",
        times[4], times[8]);
    EXPECT_LT(times[4], 1000);
}

TEST_F(life, ten_models_at_once) {
    std::atomic<int> right = 0;
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < 10; ++i) {
            threads.emplace_back([&] {
                const auto model = load();
                GenerateOptions few;
                few.max_tokens = 3;
                if (model && model->generate("The", few).text() && model->close()) ++right;
            });
        }
    }
    EXPECT_EQ(right, 10);
}

// Killed in the middle of a stream, as often as ROCINFER_KILLS says.
TEST_F(life, a_host_that_is_killed_leaves_no_server_and_the_next_start_removes_its_folder) {
    const char* asked = std::getenv("ROCINFER_KILLS");
    const int kills = asked == nullptr ? 100 : std::atoi(asked);
    std::vector<std::string> environment;
    for (char** entry = environ; *entry != nullptr; ++entry)
        environment.emplace_back(*entry);
    int left = 0;
    for (int i = 0; i < kills; ++i) {
        std::mutex mutex;
        std::condition_variable spoke;
        std::vector<std::string> lines;
        bool streaming = false;
        auto host = process::Child::spawn(
            {support::child_path("streaming_host"), {support::bundled_model()}, environment},
            {.on_log = [&](std::string_view line) {
                const std::scoped_lock lock(mutex);
                lines.emplace_back(line);
                streaming = streaming || line == "streaming";
                spoke.notify_all();
            }});
        ASSERT_TRUE(host);
        {
            std::unique_lock lock(mutex);
            ASSERT_TRUE(spoke.wait_for(lock, seconds(120), [&] { return streaming; }))
                << testing::PrintToString(lines);
        }
        const pid_t child = std::atoi(lines.front().c_str());
        ASSERT_GT(child, 1);
        ASSERT_EQ(::kill(child, 0), 0);
        std::this_thread::sleep_for(milliseconds(i % 7));
        ASSERT_TRUE((*host)->signal(SIGKILL));
        (*host)->wait_until(Clock::time_point::max());
        const auto until = Clock::now() + seconds(5);
        while (::kill(child, 0) == 0 && Clock::now() < until)
            std::this_thread::sleep_for(milliseconds(1));
        if (::kill(child, 0) == 0) ++left;
    }
    std::printf("%d hosts killed in the middle of a stream, %d servers left\n", kills, left);
    EXPECT_EQ(left, 0);
    // Each start swept what the one before had left: one folder remains.
    EXPECT_EQ(entries_in(runtime_.path() / "rocinfer"), 1U);
    ASSERT_TRUE(load());
}

// In the middle of a spawn, a load, a prefill, a stream: as often as ROCINFER_KILLS says.
TEST_F(life, a_host_killed_at_any_moment_leaves_nothing) {
    const char* asked = std::getenv("ROCINFER_KILLS");
    const int kills = asked == nullptr ? 30 : std::atoi(asked);
    std::vector<std::string> environment;
    for (char** entry = environ; *entry != nullptr; ++entry)
        environment.emplace_back(*entry);
    const std::string ours = "XDG_RUNTIME_DIR=" + runtime_.path().string();
    // How long a host takes to stream here and now: the kills fall within one and a half of that.
    auto to_first_token = milliseconds(100);
    std::mt19937 random(20261123);
    int left = 0;
    int streamed = 0;
    for (int i = 0; i < kills; ++i) {
        std::mutex mutex;
        std::condition_variable spoke;
        bool streaming = false;
        const auto begun = Clock::now();
        auto host = process::Child::spawn(
            {support::child_path("streaming_host"), {support::bundled_model()}, environment},
            {.on_log = [&](std::string_view line) {
                if (line != "streaming") return;
                const std::scoped_lock lock(mutex);
                streaming = true;
                spoke.notify_all();
            }});
        ASSERT_TRUE(host);
        const bool first = i == 0;
        const auto kill_at =
            begun + (first ? milliseconds(120'000)
                           : milliseconds(random() % (to_first_token.count() * 3 / 2)));
        {
            std::unique_lock lock(mutex);
            spoke.wait_until(lock, kill_at, [&] { return first && streaming; });
            streamed += streaming;
        }
        if (first) {
            to_first_token =
                std::chrono::duration_cast<milliseconds>(Clock::now() - begun) + milliseconds(1);
        }
        ASSERT_TRUE((*host)->signal(SIGKILL));
        (*host)->wait_until(Clock::time_point::max());
        const auto until = Clock::now() + seconds(1);
        while (!support::processes_with(ours).empty() && Clock::now() < until)
            std::this_thread::sleep_for(milliseconds(5));
        left += !support::processes_with(ours).empty();
    }
    std::printf("%d hosts killed at any moment, %d of them while streaming, %d servers left\n",
                kills, streamed, left);
    EXPECT_EQ(left, 0);
    // What the last one left goes with the next start.
    ASSERT_TRUE(load());
}

// What a callback may do to the model is to let go of it.
TEST_F(life, a_model_destroyed_by_a_streams_callback_is_gone_and_the_stream_says_closed) {
    auto model = load();
    ASSERT_TRUE(model);
    GenerateOptions options = endless();
    options.on_prefill = [&](const PrefillProgress&) { model.reset(); };
    TokenStream stream = model->generate("The capital of France is", options);
    while (stream.next()) {
    }
    ASSERT_TRUE(stream.error());
    EXPECT_EQ(stream.error()->code, ErrorCode::closed);
    EXPECT_FALSE(model);
}

TEST_F(life, a_forked_copy_may_let_go_of_its_model_and_the_original_goes_on) {
    auto model = load();
    ASSERT_TRUE(model);
    TokenStream stream = model->generate("The capital of France is", endless());
    ASSERT_TRUE(stream.next());
    const pid_t copy = ::fork();
    if (copy == 0) {
        ::alarm(60);  // a copy that hangs dies of it
        stream = {};
        model.reset();
        ::_exit(0);
    }
    int status = -1;
    ASSERT_EQ(::waitpid(copy, &status, 0), copy);
    EXPECT_EQ(status, 0);
    EXPECT_TRUE(stream.next());
    EXPECT_TRUE(model->generate("The capital of France is").next());
}

TEST_F(life, a_forked_copy_is_refused_what_is_the_originals_and_takes_no_answer_of_it) {
    auto model = load();
    ASSERT_TRUE(model);
    auto* tokeniser = dynamic_cast<Tokeniser*>(model.get());
    ASSERT_NE(tokeniser, nullptr);
    for (int round = 0; round < 5; ++round) {
        ASSERT_TRUE(tokeniser->count_tokens("a connection is kept after this"));
        const pid_t copy = ::fork();
        if (copy == 0) {
            ::alarm(60);
            TokenStream stream = model->generate("The capital of Germany is");
            const bool refused =
                !stream.next() && stream.error() && stream.error()->code == ErrorCode::unsupported;
            const auto ids = tokeniser->tokenize("x", false, false);
            const bool refused_too = !ids && ids.error().code == ErrorCode::unsupported;
            ::_exit(refused && refused_too ? 0 : 1);
        }
        TokenStream stream = model->generate("The capital of France is");
        EXPECT_EQ(stream.text().value_or("(an error)"), " Paris.");
        int status = -1;
        ASSERT_EQ(::waitpid(copy, &status, 0), copy);
        EXPECT_EQ(status, 0);
    }
}

}  // namespace
