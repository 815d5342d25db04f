// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "llamacpp/launch/features.h"
#include "llamacpp/launch/flag_table.h"
#include "llamacpp/launch/server_config.h"

#include <inference/error.h>

#include <string>
#include <vector>

namespace inference::llamacpp {

/// The server's command line, in the order of the flag table; the caller's other arguments last, so
/// that they can override what is not reserved. `config.context_per_slot` must be known. Errors as
/// check_other_arguments().
Result<std::vector<std::string>> build_arguments(const ServerConfig& config,
                                                 const StartPaths& paths,
                                                 const ServerFeatures& features);

}  // namespace inference::llamacpp
