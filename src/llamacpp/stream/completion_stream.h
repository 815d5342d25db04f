// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "llamacpp/server/restarting_server.h"

#include <inference/error.h>
#include <inference/options.h>
#include <inference/token_stream.h>

#include <functional>
#include <memory>
#include <optional>

namespace inference::llamacpp {

/// Told once, when a call has ended, whoever still holds its stream; may add to the metrics what
/// the stream itself can't know.
using OnCallEnd = std::function<void(GenerateMetrics&, const std::optional<Error>&)>;

/// Starts a completion with options that validate() accepts and returns its stream; a refusal is
/// the stream's error.
TokenStream start_completion(std::shared_ptr<RestartingServer> keeper, const Prompt& prompt,
                             GenerateOptions options, OnCallEnd on_end);

}  // namespace inference::llamacpp
