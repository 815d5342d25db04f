// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "base/descriptor.h"
#include "process/child.h"
#include "process/pidfd.h"
#include "support/paths.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <poll.h>
#include <string>
#include <vector>

namespace inference::process {

inline constexpr auto kForEver = std::chrono::steady_clock::time_point::max();
inline constexpr std::chrono::seconds kLong{60};

inline Command command(const std::string& child, std::vector<std::string> arguments = {},
                       std::vector<std::string> environment = {}) {
    return {support::child_path(child), std::move(arguments), std::move(environment)};
}

/// Remembers what an observer is told. Outlives the Child that it observes.
class Record {
public:
    Observer observer() {
        return {.on_log =
                    [this](std::string_view line) {
                        const std::lock_guard lock(mutex_);
                        lines_.emplace_back(line);
                        changed_.notify_all();
                    },
                .on_exit =
                    [this](const ExitStatus& status) {
                        const std::lock_guard lock(mutex_);
                        exits_.push_back(status);
                        changed_.notify_all();
                    }};
    }

    std::vector<std::string> lines() const {
        const std::lock_guard lock(mutex_);
        return lines_;
    }

    std::vector<ExitStatus> exits() const {
        const std::lock_guard lock(mutex_);
        return exits_;
    }

    bool wait_for_lines(std::size_t count) {
        std::unique_lock lock(mutex_);
        return changed_.wait_for(lock, kLong, [&] { return lines_.size() >= count; });
    }

    bool wait_for_exit() {
        std::unique_lock lock(mutex_);
        return changed_.wait_for(lock, kLong, [&] { return !exits_.empty(); });
    }

private:
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<std::string> lines_;
    std::vector<ExitStatus> exits_;
};

struct Outcome {
    ExitStatus status;
    std::vector<std::string> lines;
};

/// Runs a child to its end.
inline Outcome run(Command what) {
    Record record;
    auto child = Child::spawn(std::move(what), record.observer());
    EXPECT_TRUE(child) << child.error().message;
    if (!child) return {};
    EXPECT_TRUE(record.wait_for_exit());
    return {(*child)->exit_status().value_or(ExitStatus{.unknown = true}), record.lines()};
}

/// Whether a process that is not our child ends within half a minute; also true if it has already.
inline bool ends_soon(pid_t pid) {
    const base::Descriptor pidfd = open_pidfd(pid);
    if (!pidfd) return errno == ESRCH;
    pollfd watched{pidfd.get(), POLLIN, 0};
    return ::poll(&watched, 1, 30'000) == 1;
}

}  // namespace inference::process
