// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "llamacpp/launch/server_config.h"

#include <inference/environment.h>
#include <inference/error.h>

#include <string>
#include <utility>
#include <vector>

namespace inference::llamacpp {

/// What a GPU choice does to the child's variables.
struct DeviceMask {
    std::string rocr_visible_devices;  ///< empty = leave the host's own
};

/// The child's environment: the host's without what would hurt, the caller's additions, and exactly
/// one HIP_VISIBLE_DEVICES, 0, whatever either says. Refuses the caller's GPU masks by name.
Result<Environment> build_environment(
    Environment host, const std::vector<std::pair<std::string, std::string>>& additions,
    const DeviceMask& mask, const std::string& cpu_backend);

/// The same for a server that is started so.
Result<Environment> build_server_environment(Environment host, const ServerConfig& config,
                                             const DeviceMask& mask,
                                             const std::string& cpu_backend);

}  // namespace inference::llamacpp
