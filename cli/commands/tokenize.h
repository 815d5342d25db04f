// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "input/prompt_input.h"
#include "model/answer.h"
#include "model/open_model.h"

#include <string>
#include <string_view>
#include <vector>

namespace rocinfer_cli {

enum class TokenizeOutput {
    table,  ///< id and text, a token a line
    ids,    ///< the ids in one line
    count,  ///< how many there are
    json,   ///< {"count", "tokens": [{"id", "text"}]}
};

struct TokenizeRequest {
    ModelRequest model;
    PromptSources text;
    TokenizeOutput output = TokenizeOutput::table;
    bool detokenize = false;  ///< the input is ids, the output their text
    bool add_special = true;
    bool parse_special = true;
};

/// The ids in a text that separates them by spaces, commas or brackets; `invalid_argument` where
/// there is anything else.
inference::Result<std::vector<inference::TokenId>> read_ids(std::string_view text);

/// Splits a text into the model's tokens, or joins them; returns the exit code.
int tokenize(const TokenizeRequest& request, const CommandContext& around);

}  // namespace rocinfer_cli
