// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "llamacpp/failure/failure_kind.h"
#include "llamacpp/launch/child_environment.h"
#include "llamacpp/launch/find_server.h"
#include "llamacpp/launch/server_config.h"
#include "process/log_relay.h"

#include <inference/environment.h>
#include <inference/error.h>
#include <inference/options.h>
#include <inference/results.h>

#include <chrono>
#include <functional>
#include <memory>
#include <stop_token>

namespace inference::llamacpp {

/// What one start of a server needs beside its configuration.
struct StartRequest {
    ServerBinary binary;
    ModelInfo model;  ///< what the file says of itself; path absolute
    ServerConfig config;
    DeviceMask mask;
    Environment host;
    /// Where each line of the log goes, of one server after the other; may be null.
    std::shared_ptr<process::LogRelay> log;
    std::function<void(const LoadProgress&)> on_progress;  ///< may be empty
    std::stop_token cancel;
    std::chrono::milliseconds stall_timeout{0};
    std::chrono::milliseconds load_timeout{0};  ///< 0 = never
    std::chrono::milliseconds progress_timeout{0};
};

/// Why a start failed: in words, and as what a program branches on.
struct StartFailure {
    Error error;
    FailureKind kind = FailureKind::unknown;
};

}  // namespace inference::llamacpp
