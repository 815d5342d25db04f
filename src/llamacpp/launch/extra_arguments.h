// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "llamacpp/launch/features.h"
#include "llamacpp/launch/server_config.h"

#include <inference/error.h>

#include <string>
#include <vector>

namespace inference::llamacpp {

/// Parses a caller's arguments for llama-server, once: flags that are fields of the configuration
/// go there, the others into `other_arguments`. Errors (`invalid_argument`) name the flag: one that
/// is reserved, a bad value, or one that contradicts an option.
Result<void> take_extra_arguments(const std::vector<std::string>& arguments, ServerConfig& config);

/// What only the build can tell of `other_arguments`: a verbosity that hides what the library reads
/// in the log, a flag that this build does not have any more. Errors: `invalid_argument`,
/// `unsupported`.
Result<void> check_other_arguments(const std::vector<std::string>& arguments,
                                   const ServerFeatures& features);

}  // namespace inference::llamacpp
