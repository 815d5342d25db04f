// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "llamacpp/find_server.h"
#include "llamacpp/launch.h"

#include <inference/error.h>

#include <string>

namespace inference::llamacpp {

/// What one run of the binary with this one flag printed; the run sees no GPU, so that asking does
/// not wake one, and is ended after 10 s.
Result<std::string> ask_binary(const ServerBinary& binary, const std::string& flag,
                               const Environment& host);

/// The features of a build, from --help; asked once per file and remembered while the program runs.
/// A build that can't be asked is taken for a current one.
ServerFeatures features_of(const ServerBinary& binary, const Environment& host);

/// What `llama-server --version` says, in one line, e.g. "0.7.0 (build 11669, commit Debian)".
Result<std::string> version_of(const ServerBinary& binary, const Environment& host);

}  // namespace inference::llamacpp
