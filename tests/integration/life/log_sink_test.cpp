// SPDX-License-Identifier: EUPL-1.2
// Sinks that are slow, stuck or broken: what they may cost is lines of their own, and nothing else.
#include "support/own_runtime.h"
#include "support/paths.h"
#include "support/real_engine.h"
#include "support/scoped_variable.h"
#include "support/temporary_folder.h"

#include <inference/inference.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <csignal>
#include <cstdio>
#include <fstream>
#include <functional>
#include <future>
#include <mutex>
#include <poll.h>
#include <stdexcept>
#include <string>
#include <sys/syscall.h>
#include <thread>
#include <unistd.h>
#include <vector>

namespace {

using namespace inference;
using namespace test_support;
using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::HasSubstr;
using Clock = std::chrono::steady_clock;

constexpr seconds kLong{60};

double ms_since(Clock::time_point begun) {
    return std::chrono::duration<double, std::milli>(Clock::now() - begun).count();
}

/// A sink that keeps its caller until it is let go; the tests end with it let go.
class StuckSink {
public:
    ~StuckSink() { let_go(); }

    std::function<void(std::string_view)> sink() {
        return [this](std::string_view) {
            std::unique_lock lock(mutex_);
            ++calls_;
            changed_.notify_all();
            changed_.wait(lock, [&] { return free_; });
        };
    }
    bool wait_until_stuck() {
        std::unique_lock lock(mutex_);
        return changed_.wait_for(lock, kLong, [&] { return calls_ > 0; });
    }
    void let_go() {
        const std::scoped_lock lock(mutex_);
        free_ = true;
        changed_.notify_all();
    }
    int calls() {
        const std::scoped_lock lock(mutex_);
        return calls_;
    }

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    int calls_ = 0;
    bool free_ = false;
};

/// Whether a child of ours ends in time; one that was collected has.
bool ends_in_time(pid_t pid, milliseconds patience) {
    const auto watch = static_cast<int>(::syscall(SYS_pidfd_open, pid, 0));
    if (watch < 0) return errno == ESRCH;
    pollfd watched{watch, POLLIN, 0};
    const bool ended = ::poll(&watched, 1, static_cast<int>(patience.count())) == 1;
    ::close(watch);
    return ended;
}

class log_sink : public OwnRuntime {
protected:
    void TearDown() override { expect_nothing_left(); }

    // 200 requests with 300 and more bytes of log each fill any pipe.
    static int answered(TextModel& model, int requests) {
        int right = 0;
        for (int i = 0; i < requests; ++i) {
            GenerateOptions few;
            few.max_tokens = 2;
            few.deadline = Clock::now() + seconds(20);
            if (!model.generate("The", few).text()) break;
            ++right;
        }
        return right;
    }

    static std::unique_ptr<TextModel> load_with(StuckSink& stuck) {
        LoadOptions options = support::on_the_cpu();
        options.on_log = stuck.sink();
        return support::load_bundled(options);
    }
};

TEST_F(log_sink, one_that_is_stuck_holds_up_neither_requests_nor_the_end_of_the_server) {
    REQUIRE_ENGINE();
    StuckSink stuck;
    const auto model = load_with(stuck);
    ASSERT_TRUE(model);
    ASSERT_TRUE(stuck.wait_until_stuck());
    EXPECT_EQ(answered(*model, 200), 200);

    const pid_t child = server();
    const auto begun = Clock::now();
    auto closing = std::async(std::launch::async, [&] {
        EXPECT_TRUE(model->close());
        return Clock::now();
    });
    EXPECT_TRUE(ends_in_time(child, seconds(20)));
    const double gone = ms_since(begun);
    EXPECT_EQ(closing.wait_for(milliseconds(50)), std::future_status::timeout)
        << "what the sink refers to is in use";
    EXPECT_EQ(stuck.calls(), 1) << "the child was gone before the sink's first call came back";
    const auto released = Clock::now();
    stuck.let_go();
    const auto closed = closing.get();
    std::printf(
        "stuck sink: the server was gone %.0f ms after close, close back %.1f ms after the "
        "sink\n",
        gone, std::chrono::duration<double, std::milli>(closed - released).count());
    EXPECT_LT(closed - released, seconds(5));
    const int calls = stuck.calls();
    EXPECT_TRUE(model->close());
    EXPECT_EQ(stuck.calls(), calls) << "none after close";
}

TEST_F(log_sink, one_that_is_slow_does_not_stretch_close) {
    REQUIRE_ENGINE();
    constexpr milliseconds kEach{20};
    std::atomic<int> lines = 0;
    LoadOptions options = support::on_the_cpu();
    options.on_log = [&](std::string_view) {
        ++lines;
        std::this_thread::sleep_for(kEach);
    };
    const auto model = support::load_bundled(options);
    ASSERT_TRUE(model);
    const auto begun = Clock::now();
    ASSERT_TRUE(model->close());
    const double took = ms_since(begun);
    std::printf("slow sink (20 ms a line, %d lines told): closed in %.0f ms\n", lines.load(), took);
    EXPECT_LT(took, 2000) << "the lines of a load alone would take it longer";
}

TEST_F(log_sink, one_that_throws_is_asked_again_and_harms_nobody) {
    REQUIRE_ENGINE();
    std::atomic<int> lines = 0;
    LoadOptions options = support::on_the_cpu();
    options.on_log = [&](std::string_view) {
        ++lines;
        throw std::runtime_error("full disk");
    };
    const auto model = support::load_bundled(options);
    ASSERT_TRUE(model);
    EXPECT_EQ(answered(*model, 3), 3);
    ASSERT_TRUE(model->close());
    EXPECT_GT(lines, 20);
}

// A restart must not wait for the sink, and its lines come after those of the server before.
TEST_F(log_sink, one_that_is_stuck_does_not_hold_up_a_restart) {
    REQUIRE_ENGINE();
    StuckSink stuck;
    const auto model = load_with(stuck);
    ASSERT_TRUE(model);
    ASSERT_TRUE(stuck.wait_until_stuck());
    const pid_t first = server();
    ASSERT_EQ(::kill(first, SIGKILL), 0);
    ASSERT_TRUE(ends_in_time(first, seconds(20)));
    EXPECT_EQ(answered(*model, 1), 1);
    EXPECT_NE(server(), first);
    EXPECT_EQ(stuck.calls(), 1);
    stuck.let_go();
    ASSERT_TRUE(model->close());
}

class log_sink_hostile : public log_sink {
protected:
    // A log whose lines about the device come last, as close before readiness as can be.
    static LoadOptions playing(const std::string& last_lines) {
        std::string log;
        for (int i = 0; i < 40; ++i)
            log += "line " + std::to_string(i) + "|";
        LoadOptions options;
        options.backend = "llama_cpp";
        options.environment = {{"FAKE_LLAMA_SCENARIO", "log=" + log + last_lines}};
        return options;
    }

    static constexpr const char* kOnGpu =
        "llama_model_load: using device ROCm0 (AMD Radeon RX 7800 XT) (0000:03:00.0) - 16000 MiB "
        "free|load_tensors: offloaded 5/5 layers to GPU";
    static constexpr const char* kOnCpu =
        "warning: no usable GPU found|load_tensors: offloaded 0/5 layers to GPU";

    const ScopedVariable engine_{"ROCM_LLAMA_SERVER_PATH",
                                 support::fake_llama_server_path().c_str()};
};

TEST_F(log_sink_hostile, one_that_is_stuck_does_not_change_what_is_known_of_the_load) {
    StuckSink stuck;
    LoadOptions options = playing(kOnGpu);
    options.on_log = stuck.sink();
    auto model = load_model(support::bundled_model(), options);
    ASSERT_TRUE(model) << model.error().message;
    EXPECT_EQ((*model)->info().device, "AMD Radeon RX 7800 XT");
    EXPECT_EQ((*model)->info().gpu_layers, 5);
    stuck.let_go();
}

// So many lines that they are still being read when the server says that it is ready.
TEST_F(log_sink_hostile, what_was_logged_before_readiness_is_known_at_readiness) {
    const TemporaryFolder folder;
    const std::string file = folder.file("log");
    std::ofstream log(file);
    for (int line = 0; line < 100'000; ++line)
        log << "x\n";
    log << "load_tensors: offloaded 5/5 layers to GPU\n";
    log.close();
    LoadOptions options;
    options.backend = "llama_cpp";
    options.environment = {{"FAKE_LLAMA_SCENARIO", "log_file=" + file}};
    for (int i = 0; i < 20; ++i) {
        auto model = load_model(support::bundled_model(), options);
        ASSERT_TRUE(model) << model.error().message;
        EXPECT_EQ((*model)->info().gpu_layers, 5);
        ASSERT_TRUE((*model)->close());
    }
}

TEST_F(log_sink_hostile, one_that_is_slow_lets_no_gpu_pass_that_is_not_used) {
    LoadOptions options = playing(kOnCpu);
    options.require_gpu = true;
    options.on_log = [](std::string_view) { std::this_thread::sleep_for(milliseconds(20)); };
    auto model = load_model(support::bundled_model(), options);
    ASSERT_FALSE(model);
    EXPECT_EQ(model.error().code, ErrorCode::unavailable);
    EXPECT_THAT(model.error().message, HasSubstr("require_gpu"));
}

TEST_F(log_sink_hostile, one_that_is_slow_takes_no_last_line_from_an_error) {
    LoadOptions options = playing("the last line;exit_at=start;exit_code=3");
    options.on_log = [](std::string_view) { std::this_thread::sleep_for(milliseconds(20)); };
    const auto begun = Clock::now();
    auto model = load_model(support::bundled_model(), options);
    const double took = ms_since(begun);
    ASSERT_FALSE(model);
    EXPECT_EQ(model.error().code, ErrorCode::start_failed);
    EXPECT_THAT(model.error().detail, HasSubstr("the last line"));
    std::printf("slow sink (20 ms a line): a server that ended at once was told in %.0f ms\n",
                took);
}

TEST_F(log_sink_hostile, one_that_cannot_follow_is_told_how_many_lines_it_missed) {
    std::mutex mutex;
    std::condition_variable changed;
    bool free = false;
    std::vector<std::string> lines;
    LoadOptions options = playing("last of the load;log_flood=6000000");
    options.on_log = [&](std::string_view line) {
        std::unique_lock lock(mutex);
        changed.wait(lock, [&] { return free; });
        lines.emplace_back(line);
        changed.notify_all();
    };
    auto model = load_model(support::bundled_model(), options);
    ASSERT_TRUE(model) << model.error().message;
    std::unique_lock lock(mutex);
    free = true;
    changed.notify_all();
    const auto told = [&] {
        return std::ranges::any_of(lines, [](const std::string& line) {
            return line.starts_with("process: ") &&
                   line.find(" lines of the log were dropped here") != line.npos;
        });
    };
    ASSERT_TRUE(changed.wait_for(lock, kLong, told)) << lines.size() << " lines";
    EXPECT_EQ(lines[0], "line 0");
    EXPECT_EQ(lines[40], "last of the load");
    lock.unlock();
    ASSERT_TRUE((*model)->close());
}

}  // namespace
