// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "llamacpp/server/server.h"

#include <inference/error.h>

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace inference::llamacpp {

/// /embedding: one vector of unit length for each text. Where the model does not pool by itself,
/// its tokens' vectors are averaged.
Result<std::vector<std::vector<float>>> embed(const Server& server,
                                              std::span<const std::string> texts);
/// /rerank: a score for each document, in their order.
Result<std::vector<float>> rerank(const Server& server, std::string_view query,
                                  std::span<const std::string> documents);

}  // namespace inference::llamacpp
