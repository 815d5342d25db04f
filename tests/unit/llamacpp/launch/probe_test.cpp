// SPDX-License-Identifier: EUPL-1.2
// What is asked and watched while a server loads.
#include "llamacpp/launch/probe.h"

#include "llamacpp/server/load_watch.h"
#include "support/temporary_folder.h"

#include <gtest/gtest.h>

#include <chrono>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <string>
#include <sys/mman.h>
#include <thread>
#include <unistd.h>

namespace inference::llamacpp {
namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;
using std::chrono::seconds;
using test_support::TemporaryFolder;
using Clock = std::chrono::steady_clock;

/// A "llama-server" that answers nothing, whatever it is asked.
ServerBinary hanging_server(const TemporaryFolder& folder) {
    const fs::path path = folder.path() / "llama-server";
    std::ofstream(path) << "#!/bin/sh\nexec sleep 60\n";
    fs::permissions(path, fs::perms(0755));
    return {path.string(), "PATH"};
}

TEST(probe, of_a_binary_that_hangs_ends_when_the_load_is_cancelled) {
    const TemporaryFolder folder;
    std::stop_source stop;
    const auto begun = Clock::now();
    std::jthread canceller([&] { stop.request_stop(); });
    const auto features = features_of(hanging_server(folder), Environment::of_process(),
                                      process::WaitLimit(stop.get_token()));
    ASSERT_FALSE(features);
    EXPECT_EQ(features.error().code, ErrorCode::cancelled);
    EXPECT_LT(Clock::now() - begun, seconds(8));
}

TEST(probe, of_a_binary_that_hangs_ends_at_the_deadline_of_the_load) {
    const TemporaryFolder folder;
    const auto deadline = Clock::now() + milliseconds(100);
    const auto features = features_of(hanging_server(folder), Environment::of_process(),
                                      process::WaitLimit({}, deadline));
    ASSERT_FALSE(features);
    EXPECT_EQ(features.error().code, ErrorCode::deadline_exceeded);
    EXPECT_LT(Clock::now() - deadline, seconds(8));
}

}  // namespace
}  // namespace inference::llamacpp
