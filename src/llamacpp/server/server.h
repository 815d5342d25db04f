// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "http/client.h"
#include "llamacpp/failure/failure_kind.h"
#include "llamacpp/launch/runtime_folder.h"
#include "llamacpp/server/progress_watch.h"
#include "llamacpp/server/properties.h"
#include "llamacpp/server/server_monitor.h"
#include "process/child.h"
#include "process/wait_limit.h"

#include <inference/error.h>

#include <atomic>
#include <chrono>
#include <memory>
#include <mutex>
#include <string>
#include <sys/types.h>
#include <utility>
#include <vector>

namespace inference::llamacpp {

/// A running llama-server: start_server() makes them. Thread-safe. Destroying it stops it.
class Server {
public:
    /// What a started server consists of.
    struct Parts {
        RuntimeFolder folder;
        std::shared_ptr<ServerMonitor> monitor;
        std::unique_ptr<process::Child> child;
        http::Client client;
        std::string gfx_override;  ///< HSA_OVERRIDE_GFX_VERSION as the child has it
        std::chrono::milliseconds progress_timeout{0};
    };
    /// What is known of it once it is ready.
    struct Readiness {
        ServerProperties properties;
        std::vector<std::string> warnings;
        std::string load_log;
    };

    explicit Server(Parts parts);
    /// Before anybody else has it.
    void take_readiness(Readiness readiness) { ready_ = std::move(readiness); }
    ~Server();
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    const http::Client& client() const noexcept { return client_; }
    const ServerProperties& properties() const noexcept { return ready_.properties; }
    /// What is odd about the process itself, for people; mostly empty.
    const std::vector<std::string>& warnings() const noexcept { return ready_.warnings; }
    /// The log up to readiness, for what went where.
    const std::string& load_log() const noexcept { return ready_.load_log; }
    const std::string& folder() const noexcept { return folder_path_; }
    pid_t pid() const noexcept { return child_->pid(); }
    bool closed() const noexcept { return closed_.load(); }
    /// Whether the process has ended, by itself or not.
    bool exited() const { return monitor_->exit_status().has_value(); }
    void wait_for_exit() const {
        monitor_->wait_for_exit(std::chrono::steady_clock::time_point::max());
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
    /// Asks for a JSON answer; anything but 200 is an error. Without a deadline it is given 60 s.
    Result<std::string> ask(const std::string& method, const std::string& path, std::string body,
                            const process::WaitLimit& limit = {}) const;

    /// Ends every exchange, then the server. Safe to call twice and from any thread.
    void stop();
    /// Clears away what an ended server leaves: its zombie and its folder.
    void retire();

private:
    RuntimeFolder folder_;
    const std::string folder_path_;  // what retire() removes keeps its name
    const std::shared_ptr<ServerMonitor> monitor_;
    const std::unique_ptr<process::Child> child_;
    http::Client client_;
    const std::string gfx_override_;
    const std::chrono::milliseconds progress_timeout_;
    Readiness ready_;
    std::atomic<bool> hung_ = false;
    std::atomic<std::chrono::steady_clock::time_point> killed_at_{};
    std::atomic<bool> closed_ = false;
    std::mutex removing_;
};

}  // namespace inference::llamacpp
