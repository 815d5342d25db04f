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
                                      bool parse_special);
/// The tokens' bytes, exact also where they are no whole characters (/tokenize can't be asked for
/// ids, so /detokenize is, one id at a time where the whole would lose bytes).
Result<std::string> detokenize(const Server& server, std::span<const TokenId> ids);
/// /apply-template
Result<std::string> apply_template(const Server& server, std::span<const Message> messages,
                                   const GenerateOptions* limits = nullptr);

}  // namespace inference::llamacpp
