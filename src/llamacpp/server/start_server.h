// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "llamacpp/server/server.h"
#include "llamacpp/server/start_request.h"

#include <expected>
#include <memory>

namespace inference::llamacpp {

/// Starts a server and waits until it can answer. On failure nothing is left: no child, no folder.
std::expected<std::shared_ptr<Server>, StartFailure> start_server(const StartRequest& request);

}  // namespace inference::llamacpp
