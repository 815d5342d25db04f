// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "support/real_engine.h"
#include "support/subprocess.h"
#include "support/temporary_folder.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <functional>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

namespace rocinfer_test {

using support::processes_with;
using support::Subprocess;

/// Runs the real command with the real llama-server on the CPU and the bundled model, and looks
/// afterwards whether anything was left: a process, a socket, a folder.
class CommandTest : public ::testing::Test {
protected:
    using Arguments = std::vector<std::string>;

    struct Ran {
        int code = 0;
        std::string out;
        std::string err;
    };

    void SetUp() override {
        REQUIRE_ENGINE();
        std::filesystem::create_directory(folder / "run");
        setup.executable = ROCINFER_COMMAND;
        setup.environment = {{"ROCINFER_TEST_TAG", folder},
                             {"XDG_RUNTIME_DIR", folder / "run"},
                             {"TERM", "xterm"},
                             {"NO_COLOR", ""},
                             {"LC_ALL", "C.UTF-8"}};
    }

    void TearDown() override {
        if (IsSkipped()) return;
        EXPECT_TRUE(leaves_no_process());
        // The folder that holds the servers' own stays; theirs go.
        for (const auto& left : std::filesystem::recursive_directory_iterator(folder / "run")) {
            if (left.path() != folder / "run" / "rocinfer")
                ADD_FAILURE() << "left behind: " << left.path();
        }
    }

    void set(const std::string& name, const std::string& value) {
        std::erase_if(setup.environment, [&](const auto& entry) { return entry.first == name; });
        setup.environment.emplace_back(name, value);
    }

    // Looks again and again until something has come to be.
    static bool comes_true(const std::function<bool()>& condition,
                           std::chrono::seconds limit = std::chrono::seconds(20)) {
        const auto deadline = std::chrono::steady_clock::now() + limit;
        while (!condition()) {
            if (std::chrono::steady_clock::now() > deadline) return false;
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
        }
        return true;
    }

    // The kernel ends an orphan; that may take a moment.
    bool leaves_no_process() const {
        return comes_true([&] { return processes_with(tag).empty(); });
    }

    // One thread: a tiny model only gets slower with more.
    Subprocess start(Arguments arguments) const {
        Subprocess::Setup full = setup;
        full.arguments = std::move(arguments);
        full.arguments.insert(full.arguments.end(), {"--", "--threads", "1"});
        return Subprocess(full);
    }

    Ran run(Arguments arguments, const std::string& input = "") const {
        Subprocess command = start(std::move(arguments));
        if (!setup.terminal) command.write(input);
        command.close_stdin();
        const int code = command.wait();
        return {code, command.out(), command.err()};
    }

    // Without arguments for the engine.
    Ran run_plain(Arguments arguments) const {
        Subprocess::Setup full = setup;
        full.arguments = std::move(arguments);
        Subprocess command(full);
        command.close_stdin();
        const int code = command.wait();
        return {code, command.out(), command.err()};
    }

    static std::vector<nlohmann::json> json_lines(const std::string& text) {
        std::vector<nlohmann::json> all;
        std::istringstream lines(text);
        for (std::string line; std::getline(lines, line);)
            all.push_back(nlohmann::json::parse(line));
        return all;
    }

    test_support::TemporaryFolder temporary;
    const std::filesystem::path folder = temporary.path();
    const std::string tag = "ROCINFER_TEST_TAG=" + folder.string();
    Subprocess::Setup setup;
};

}  // namespace rocinfer_test
