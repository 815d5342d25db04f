// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "support/fake/server.h"

#include <string_view>

namespace fake {

struct Fault {
    std::string_view name;
    /// Plays it on a stream whose headers and first tokens were sent; `position` is the next
    /// token's. False ends the connection; true lets the stream go on.
    bool (*play)(Server& server, Connection& client, int position);
};

/// Null if there is none of that name.
const Fault* find_fault(std::string_view name);

}  // namespace fake
