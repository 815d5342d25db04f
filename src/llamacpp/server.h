// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "http/client.h"
#include "llamacpp/find_server.h"
#include "llamacpp/launch.h"
#include "llamacpp/life.h"
#include "llamacpp/properties.h"
#include "llamacpp/runtime_folder.h"
#include "process/child.h"

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
    ModelInfo model;  ///< what the file says of itself; path included
    LoadOptions options;
    DeviceMask mask;
    bool on_gpu = false;
    Environment host = Environment::of_host();
};

/// A running llama-server. Thread-safe. Destroying it stops it.
class Server {
public:
    /// Starts one and waits until it can answer. On failure nothing is left: no child, no folder.
    static Result<std::shared_ptr<Server>> start(const StartRequest& request);
    ~Server();
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    const http::Client& client() const noexcept { return client_; }
    const ServerProperties& properties() const noexcept { return properties_; }
    /// The log up to readiness, for what went where.
    const std::string& load_log() const noexcept { return load_log_; }
    const std::string& folder() const noexcept { return folder_.path(); }
    pid_t pid() const noexcept { return child_->pid(); }
    bool closed() const noexcept { return closed_.load(); }

    /// The error of a request whose connection broke: why the server died, where it did.
    Error explain_broken(const std::string& reason) const;
    /// Asks for a JSON answer; anything but 200 is an error.
    Result<std::string> ask(const std::string& method, const std::string& path, std::string body,
                            const GenerateOptions* limits = nullptr) const;

    /// Ends every exchange, then the server. Safe to call twice and from any thread.
    void stop();

private:
    Server(RuntimeFolder folder, std::shared_ptr<Life> life, std::unique_ptr<process::Child> child,
           http::Client client);
    Result<ServerProperties> read_properties(const LoadOptions& options) const;

    RuntimeFolder folder_;
    std::shared_ptr<Life> life_;
    std::unique_ptr<process::Child> child_;
    http::Client client_;
    std::string gfx_override_;  // HSA_OVERRIDE_GFX_VERSION as the child has it
    ServerProperties properties_;
    std::string load_log_;
    std::atomic<bool> closed_ = false;
    std::mutex removing_;
};

}  // namespace inference::llamacpp
