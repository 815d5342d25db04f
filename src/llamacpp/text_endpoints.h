// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "llamacpp/server.h"

#include <inference/error.h>
#include <inference/token.h>

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace inference::llamacpp {

/// /tokenize
Result<std::vector<TokenId>> tokenize(const Server& server, std::string_view text, bool add_special,
                                      bool parse_special, const GenerateOptions* limits = nullptr);
/// /detokenize: the tokens' text; a character that is not whole comes as U+FFFD.
Result<std::string> detokenize(const Server& server, std::span<const TokenId> ids,
                               const GenerateOptions* limits = nullptr);
/// /apply-template
Result<std::string> apply_template(const Server& server, std::span<const Message> messages,
                                   const GenerateOptions* limits = nullptr);

/// /embedding: one vector of unit length for each text. Where the model does not pool by itself,
/// its tokens' vectors are averaged.
Result<std::vector<std::vector<float>>> embed(const Server& server,
                                              std::span<const std::string> texts);
/// /rerank: a score for each document, in their order.
Result<std::vector<float>> rerank(const Server& server, std::string_view query,
                                  std::span<const std::string> documents);

}  // namespace inference::llamacpp
