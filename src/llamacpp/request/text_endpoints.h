// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "llamacpp/server/server.h"

#include <inference/error.h>
#include <inference/extensions.h>
#include <inference/token.h>

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace inference::llamacpp {

/// /tokenize
Result<std::vector<TokenId>> tokenize(const Server& server, std::string_view text, bool add_special,
                                      bool parse_special, const process::WaitLimit& limit = {});
/// /tokenize with each token's bytes, which may be part of a character.
Result<std::vector<TokenPiece>> tokenize_pieces(const Server& server, std::string_view text,
                                                bool add_special, bool parse_special,
                                                const process::WaitLimit& limit = {});
/// /detokenize: the tokens' text; a character that is not whole comes as U+FFFD.
Result<std::string> detokenize(const Server& server, std::span<const TokenId> ids,
                               const process::WaitLimit& limit = {});
/// /apply-template
Result<std::string> apply_template(const Server& server, std::span<const Message> messages,
                                   const process::WaitLimit& limit = {});

}  // namespace inference::llamacpp
