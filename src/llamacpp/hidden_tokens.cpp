// SPDX-License-Identifier: EUPL-1.2
#include "llamacpp/hidden_tokens.h"

#include "llamacpp/text_endpoints.h"

namespace inference::llamacpp {

std::vector<TokenId> recover_hidden_tokens(const Server& server, std::string_view text,
                                           std::int64_t hidden, TokenId last,
                                           const GenerateOptions& limits) {
    auto ids = tokenize(server, text, /*add_special=*/false, /*parse_special=*/false, &limits);
    if (!ids || std::ssize(*ids) != hidden + 1 || ids->back() != last) return {};
    ids->pop_back();
    return *std::move(ids);
}

}  // namespace inference::llamacpp
