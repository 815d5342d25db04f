// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "http/client.h"
#include "llamacpp/launch/flag_table.h"
#include "llamacpp/server/server_monitor.h"
#include "llamacpp/server/start_request.h"
#include "process/child.h"

#include <inference/error.h>

#include <chrono>
#include <expected>
#include <string>

namespace inference::llamacpp {

/// A server that was spawned and does not answer yet.
struct StartingServer {
    const StartRequest& request;
    const StartPaths& paths;
    ServerMonitor& monitor;
    process::Child& child;
    std::string key;           ///< with TCP
    std::string gfx_override;  ///< HSA_OVERRIDE_GFX_VERSION as the child has it
    std::chrono::steady_clock::time_point begun;
};

/// Asks /health until it says 200; the client that was told so. Fails when the server ends, makes
/// no progress, takes too long, or when the caller cancels.
std::expected<http::Client, StartFailure> wait_until_ready(const StartingServer& starting);

/// Why a server that ended while it loaded did so.
StartFailure explain_end(const StartingServer& starting, const process::ExitStatus& status);

/// The error with the end of the server's log, where it has no detail yet.
StartFailure with_log(Error error, const process::Child& child);

}  // namespace inference::llamacpp
