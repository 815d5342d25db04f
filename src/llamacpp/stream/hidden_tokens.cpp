// SPDX-License-Identifier: EUPL-1.2
#include "llamacpp/stream/hidden_tokens.h"

#include "llamacpp/request/text_endpoints.h"

#include <span>
#include <utility>

namespace inference::llamacpp {

namespace {

bool is_control(const Server& server, TokenId id, const GenerateOptions& limits) {
    const auto text = detokenize(server, std::span(&id, 1), process::WaitLimit(limits));
    if (!text) return false;
    const auto read = tokenize(server, *text, /*add_special=*/false, /*parse_special=*/true,
                               process::WaitLimit(limits));
    const auto plain = tokenize(server, *text, /*add_special=*/false, /*parse_special=*/false,
                                process::WaitLimit(limits));
    return read && plain && *read == std::vector{id} && *plain != *read;
}

}  // namespace

std::vector<TokenId> recover_hidden_tokens(const Server& server, std::string_view text,
                                           std::int64_t hidden, TokenId last,
                                           const GenerateOptions& limits) {
    auto ids = tokenize(server, text, /*add_special=*/false, /*parse_special=*/false,
                        process::WaitLimit(limits));
    if (!ids || std::ssize(*ids) != hidden + 1 || ids->back() != last) return {};
    ids->pop_back();
    return *std::move(ids);
}

Result<std::string> text_as_generated(const Server& server, std::vector<TokenId> ids,
                                      const GenerateOptions& limits) {
    std::erase_if(ids, [&](TokenId id) { return is_control(server, id, limits); });
    return detokenize(server, ids, process::WaitLimit(limits));
}

}  // namespace inference::llamacpp
