// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "support/fake/server.h"

#include <string>

namespace fake {

/// `framing` is "Transfer-Encoding: chunked" or "Content-Length: N".
bool send_head(Connection& client, int status, const std::string& type, const std::string& framing);
bool send_json(Connection& client, int status, const std::string& body);
bool send_error(Connection& client, int status, const std::string& type,
                const std::string& message);

}  // namespace fake
