// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "llamacpp/launch/find_server.h"

#include <inference/environment.h>
#include <inference/error.h>
#include <inference/rocm/gpus.h>

#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

namespace inference::backend {

/// The machine as it was when somebody looked: what a load is decided by.
struct Host {
    std::string root = "/";  ///< where /sys, /proc and /dev lie
    Environment environment;
    Result<llamacpp::ServerBinary> server;
    std::optional<Result<rocm::GpuInventory>> gpus;  ///< empty = not asked for
};

enum class LookFor { server, server_and_gpus };

/// Looks with this process' environment. An empty `root` is ROCINFER_SYSROOT, else "/".
Host look_at_host(const std::string& root, LookFor what);

/// The same host with the engine that a load names; empty = as it is.
Host with_engine(Host host, const std::string& engine);

/// Looks at the machine once for a question (is the backend available?) and the load that follows
/// it. Thread-safe.
class HostView {
public:
    using Look = std::function<Host(const std::string& root, LookFor what)>;

    HostView(std::string root, LookFor what, Look look = look_at_host)
        : root_(std::move(root)), what_(what), look_(std::move(look)) {}

    /// Looks, and keeps what was seen for one take().
    std::shared_ptr<const Host> look() const;
    /// What the last look() saw, if that was just now and in the same environment; else looks.
    std::shared_ptr<const Host> take() const;

private:
    const std::string root_;
    const LookFor what_;
    const Look look_;
    mutable std::mutex mutex_;
    mutable std::shared_ptr<const Host> seen_;
    mutable std::chrono::steady_clock::time_point seen_at_;
};

}  // namespace inference::backend
