// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "http/client.h"
#include "llamacpp/failure/failure_kind.h"
#include "llamacpp/launch/child_environment.h"
#include "llamacpp/launch/find_server.h"
#include "llamacpp/launch/runtime_folder.h"
#include "llamacpp/server/progress_watch.h"
#include "llamacpp/server/properties.h"
#include "llamacpp/server/server_monitor.h"
#include "process/child.h"
#include "process/log_relay.h"

#include <inference/error.h>
#include <inference/options.h>
#include <inference/results.h>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <sys/types.h>
#include <vector>

namespace inference::llamacpp {

/// What a server is started for.
struct StartRequest {
    ServerBinary binary;
    ModelInfo model;      ///< what the file says of itself; path included
    LoadOptions options;  ///< but for on_log: see `log`
    /// Where each line of the log goes, of one server after the other; may be null.
    std::shared_ptr<process::LogRelay> log;
    DeviceMask mask;
    bool on_gpu = false;
    Environment host = Environment::of_host();

    /// Makes these `options`, and a relay to their on_log, where there is one, `log`.
    Result<void> take(LoadOptions from);
};

/// A running llama-server. Thread-safe. Destroying it stops it.
class Server {
public:
    /// Starts one and waits until it can answer. On failure nothing is left: no child, no folder.
    /// `why`, where given, is told what kind of failure it was.
    static Result<std::shared_ptr<Server>> start(const StartRequest& request,
                                                 FailureKind* why = nullptr);
    ~Server();
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    const http::Client& client() const noexcept { return client_; }
    const ServerProperties& properties() const noexcept { return properties_; }
    /// What is odd about the process itself, for people; mostly empty.
    const std::vector<std::string>& warnings() const noexcept { return warnings_; }
    /// The log up to readiness, for what went where.
    const std::string& load_log() const noexcept { return load_log_; }
    const std::string& folder() const noexcept { return folder_path_; }
    pid_t pid() const noexcept { return child_->pid(); }
    bool closed() const noexcept { return closed_.load(); }
    /// Whether the process has ended, by itself or not.
    bool exited() const { return life_->exit_status().has_value(); }
    void wait_for_exit() const {
        life_->wait_for_exit(std::chrono::steady_clock::time_point::max());
    }

    http::Activity activity() const noexcept { return client_.activity(); }
    /// Asks /health: whether its process still does anything.
    bool answers() const;
    std::chrono::milliseconds progress_timeout() const noexcept { return progress_timeout_; }
    /// Kills a server that shows no progress, without waiting for its end; what then breaks is
    /// explained by it.
    void kill_hanging();
    /// A process that waits in a driver that hangs does not even end by SIGKILL.
    bool outlived_its_kill() const;

    /// Why a server that has ended did so.
    FailureKind failure() const;
    /// The error of a request whose connection broke: why the server died, where it did.
    Error explain_broken(const std::string& reason) const;
    /// Asks for a JSON answer; anything but 200 is an error.
    Result<std::string> ask(const std::string& method, const std::string& path, std::string body,
                            const GenerateOptions* limits = nullptr) const;

    /// Ends every exchange, then the server. Safe to call twice and from any thread.
    void stop();
    /// Clears away what an ended server leaves: its zombie and its folder.
    void retire();

private:
    Server(RuntimeFolder folder, std::shared_ptr<ServerMonitor> life,
           std::unique_ptr<process::Child> child, http::Client client);
    Result<ServerProperties> read_properties(const LoadOptions& options) const;

    RuntimeFolder folder_;
    const std::string folder_path_;  // what retire() removes keeps its name
    std::shared_ptr<ServerMonitor> life_;
    std::unique_ptr<process::Child> child_;
    http::Client client_;
    std::string gfx_override_;  // HSA_OVERRIDE_GFX_VERSION as the child has it
    ServerProperties properties_;
    std::string load_log_;
    std::vector<std::string> warnings_;
    std::chrono::milliseconds progress_timeout_{0};
    std::atomic<bool> hung_ = false;
    std::atomic<std::chrono::steady_clock::time_point> killed_at_{};
    std::atomic<bool> closed_ = false;
    std::mutex removing_;
};

}  // namespace inference::llamacpp
