// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "support/fake/server.h"

#include <string>

namespace fake {

/// Answers /completion. Its tokens depend on their position alone: the one at position P (the
/// prompt's length counted) has the id 1000 + P and the text " P", so that a prompt which repeats
/// ids already generated is continued as if nothing had happened. False ends the connection.
bool complete(Server& server, Connection& client, const Request& request, bool faulty);

/// The event that carries one token, as the real server writes it.
std::string token_event(int position, int index);

}  // namespace fake
