// SPDX-License-Identifier: EUPL-1.2
#include "llamacpp/request/text_endpoints.h"

#include "llamacpp/request/json_endpoint.h"

#include <cstdint>
#include <optional>
#include <utility>

namespace inference::llamacpp {
using nlohmann::json;

namespace {

/// The array "tokens" of the answer.
Result<json> ask_tokens(const Server& server, std::string_view text, bool add_special,
                        bool parse_special, bool with_pieces, const process::WaitLimit& limit) {
    if (auto ok = check_utf8("the text to tokenize", text); !ok) return std::unexpected(ok.error());
    json question{
        {"content", text}, {"add_special", add_special}, {"parse_special", parse_special}};
    if (with_pieces) question["with_pieces"] = true;
    auto answer = ask_json(server, "/tokenize", question, limit);
    if (!answer) return std::unexpected(answer.error());
    if (!answer->is_object()) return not_understood("/tokenize");
    json tokens = answer->value("tokens", json());
    if (!tokens.is_array()) return not_understood("/tokenize");
    return tokens;
}

std::optional<TokenId> token_id(const json& value) {
    const auto id = value.is_number_integer() ? value.get<std::int64_t>() : -1;
    if (!std::in_range<TokenId>(id) || id < 0) return std::nullopt;
    return static_cast<TokenId>(id);
}

/// A text, or its bytes as numbers where they are no whole characters.
std::optional<std::string> piece_bytes(const json& value) {
    if (value.is_string()) return value.get<std::string>();
    if (!value.is_array()) return std::nullopt;
    std::string bytes;
    for (const json& byte : value) {
        const auto number = byte.is_number_integer() ? byte.get<std::int64_t>() : -1;
        if (number < 0 || number > 0xFF) return std::nullopt;
        bytes += static_cast<char>(number);
    }
    return bytes;
}

}  // namespace

Result<std::vector<TokenId>> tokenize(const Server& server, std::string_view text, bool add_special,
                                      bool parse_special, const process::WaitLimit& limit) {
    auto tokens = ask_tokens(server, text, add_special, parse_special, false, limit);
    if (!tokens) return std::unexpected(tokens.error());
    std::vector<TokenId> ids;
    ids.reserve(tokens->size());
    for (const json& token : *tokens) {
        const auto id = token_id(token);
        if (!id) return not_understood("/tokenize");
        ids.push_back(*id);
    }
    return ids;
}

Result<std::vector<TokenPiece>> tokenize_pieces(const Server& server, std::string_view text,
                                                bool add_special, bool parse_special,
                                                const process::WaitLimit& limit) {
    auto tokens = ask_tokens(server, text, add_special, parse_special, true, limit);
    if (!tokens) return std::unexpected(tokens.error());
    std::vector<TokenPiece> pieces;
    pieces.reserve(tokens->size());
    for (const json& token : *tokens) {
        if (!token.is_object()) return not_understood("/tokenize");
        const auto id = token_id(token.value("id", json()));
        auto bytes = piece_bytes(token.value("piece", json()));
        if (!id || !bytes) return not_understood("/tokenize");
        pieces.push_back({*id, *std::move(bytes)});
    }
    return pieces;
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
