// SPDX-License-Identifier: EUPL-1.2
#include "llamacpp/request/text_endpoints.h"

#include "llamacpp/request/json_endpoint.h"

#include <cstdint>
#include <utility>

namespace inference::llamacpp {
using nlohmann::json;

Result<std::vector<TokenId>> tokenize(const Server& server, std::string_view text, bool add_special,
                                      bool parse_special, const process::WaitLimit& limit) {
    if (auto ok = check_utf8("the text to tokenize", text); !ok) return std::unexpected(ok.error());
    auto answer = ask_json(
        server, "/tokenize",
        {{"content", text}, {"add_special", add_special}, {"parse_special", parse_special}}, limit);
    if (!answer) return std::unexpected(answer.error());
    if (!answer->is_object()) return not_understood("/tokenize");
    const json tokens = answer->value("tokens", json());
    if (!tokens.is_array()) return not_understood("/tokenize");
    std::vector<TokenId> ids;
    ids.reserve(tokens.size());
    for (const json& token : tokens) {
        const auto id = token.is_number_integer() ? token.get<std::int64_t>() : -1;
        if (!std::in_range<TokenId>(id) || id < 0) return not_understood("/tokenize");
        ids.push_back(static_cast<TokenId>(id));
    }
    return ids;
}

Result<std::string> detokenize(const Server& server, std::span<const TokenId> ids,
                               const process::WaitLimit& limit) {
    auto answer = ask_json(server, "/detokenize", {{"tokens", ids}}, limit);
    if (!answer) return std::unexpected(answer.error());
    if (!answer->is_object()) return not_understood("/detokenize");
    const json content = answer->value("content", json());
    if (!content.is_string()) return not_understood("/detokenize");
    return content.get<std::string>();
}

Result<std::string> apply_template(const Server& server, std::span<const Message> messages,
                                   const process::WaitLimit& limit) {
    if (messages.empty()) {
        return fail(ErrorCode::invalid_argument,
                    "llamacpp: a conversation needs at least one message");
    }
    json list = json::array();
    for (const Message& message : messages) {
        if (auto ok = check_utf8("a message's role", message.role); !ok) {
            return std::unexpected(ok.error());
        }
        if (auto ok = check_utf8("a message", message.content); !ok) {
            return std::unexpected(ok.error());
        }
        list.push_back({{"role", message.role}, {"content", message.content}});
    }
    auto answer = ask_json(server, "/apply-template", {{"messages", std::move(list)}}, limit);
    if (!answer) return std::unexpected(answer.error());
    if (!answer->is_object()) return not_understood("/apply-template");
    const json prompt = answer->value("prompt", json());
    if (!prompt.is_string()) return not_understood("/apply-template");
    return prompt.get<std::string>();
}

}  // namespace inference::llamacpp
