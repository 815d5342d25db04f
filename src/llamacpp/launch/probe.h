// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "llamacpp/launch/features.h"
#include "llamacpp/launch/find_server.h"
#include "process/wait_limit.h"

#include <inference/error.h>

#include <string>

namespace inference::llamacpp {

/// What one run of the binary with this one flag printed; the run sees no GPU, so that asking does
/// not wake one. It ends after 10 s, or at the limit's end. Errors: cancelled, deadline_exceeded,
/// start_failed.
Result<std::string> ask_binary(const ServerBinary& binary, const std::string& flag,
                               const Environment& host, const process::WaitLimit& limits = {});

/// The features of a build, from --help; asked once per file and remembered while the program runs.
/// A build that can't be asked is taken for a current one. Errors: cancelled, deadline_exceeded.
Result<ServerFeatures> features_of(const ServerBinary& binary, const Environment& host,
                                   const process::WaitLimit& limits = {});

/// What `llama-server --version` says, in one line, e.g. "0.7.0 (build 11669, commit Debian)".
Result<std::string> version_of(const ServerBinary& binary, const Environment& host);

}  // namespace inference::llamacpp
