// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "llamacpp/server/server.h"

#include <inference/token.h>

#include <memory>
#include <string>

namespace inference::llamacpp {

/// Prefills the prompt in a slot and writes that slot's KV cache to `path`, in one step.
Result<void> save_session(const std::shared_ptr<Server>& server, const Prompt& prompt,
                          const std::string& path);
/// Loads a slot's KV cache back from `path`.
Result<void> restore_session(const Server& server, const std::string& path);

}  // namespace inference::llamacpp
