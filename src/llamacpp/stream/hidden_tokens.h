// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "llamacpp/server/server.h"

#include <inference/error.h>
#include <inference/token.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace inference::llamacpp {

/// The server streams nothing for a token that ends inside a character: the token that completes
/// the character comes with the whole text, and the ids before it are never told. They are what the
/// model's own tokeniser makes of that text, if that has as many tokens and ends with the same one;
/// else this is empty.
std::vector<TokenId> recover_hidden_tokens(const Server& server, std::string_view text,
                                           std::int64_t hidden, TokenId last,
                                           const GenerateOptions& limits);

/// The text of these tokens as a stream shows it: control tokens have none there.
Result<std::string> text_as_generated(const Server& server, std::vector<TokenId> ids,
                                      const GenerateOptions& limits);

}  // namespace inference::llamacpp
